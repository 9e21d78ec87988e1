/// What can go wrong with an age file, a key or an armor; each case says who is to blame.
///
/// Errors of a source or a sink (the disk) pass through as they are.
public enum AgeError: Error, Hashable, Sendable {
    /// The header is not one, or not a strict one.
    case invalidHeader(HeaderFlaw)
    /// The ASCII armor is not one, or not a strict one.
    case invalidArmor(ArmorFlaw)
    /// The header is well formed, but none of its stanzas is for these keys.
    case noMatch
    /// The header is well formed, but its stanza does not open with this passphrase.
    case wrongPassphrase
    /// The file opens with a passphrase, and keys were given.
    case passphraseNeeded
    /// The file opens with keys, and a passphrase was given.
    case identityNeeded
    /// A stanza gave a file key, but the header was altered after it was written.
    case headerMACMismatch
    /// The contents are not whole. What was handed out before was authentic.
    case payload(PayloadFlaw)
    /// This is no recipient (`age1…`), or its key is no key.
    case invalidRecipient(KeyFlaw)
    /// This is no identity (`AGE-SECRET-KEY-…`).
    case invalidIdentity(KeyFlaw)
    /// A file of recipients or identities is wrong.
    case invalidKeyFile(KeyFileFlaw)
    /// The file asks for 2 to this power rounds of scrypt, which is more than is allowed.
    case workFactorTooHigh(Int)
    /// Recipients with and without post-quantum security may not share a file: the weaker decides.
    case mixedRecipients
    /// A file without recipients could never be opened.
    case noRecipients
    /// More recipients than a header can name.
    case tooManyRecipients
    /// The contents are longer than the limit of the one who opens them.
    case plaintextTooLong
    /// The memory that scrypt needs is not there.
    case outOfMemory
    /// Nobody waits for scrypt any more; see ``Passphrase/init(copying:orElse:while:)``.
    case stopped
}

/// What is wrong with a header (C2SP age.md, "ABNF definition of file header").
public enum HeaderFlaw: Hashable, Sendable {
    /// It does not begin as an age file does.
    case notAnAgeFile
    /// It is an age file, but not of version 1.
    case unsupportedVersion
    /// The file ends within the header, or right after it.
    case truncated
    /// It is longer than 1 MiB, or has more than 1024 stanzas.
    case tooLong
    /// There is no stanza.
    case noStanzas
    /// A stanza's first line breaks the grammar.
    case malformedStanza
    /// A stanza's body is not canonical base64 in lines of 64 characters and a shorter last one.
    case malformedBody
    /// The last line is not `---` and 43 characters of canonical base64.
    case malformedMAC
    /// A stanza of a known type has wrong arguments, a wrong size or a useless key share.
    case invalidStanza(type: String)
    /// A passphrase stanza is not alone.
    case passphraseNotAlone
}

/// What is wrong with an armor (C2SP age.md, "ASCII armor"; RFC 7468 §3).
public enum ArmorFlaw: Hashable, Sendable {
    /// The first line is not `-----BEGIN AGE ENCRYPTED FILE-----`.
    case missingBegin
    /// The last line is not `-----END AGE ENCRYPTED FILE-----`.
    case missingEnd
    /// A line is not canonical, padded base64 of 64 characters, or of fewer in the last one.
    case malformedLine
    /// Something else than a little white space follows.
    case trailingData
}

/// What is wrong with the contents (C2SP age.md, "Payload").
public enum PayloadFlaw: Hashable, Sendable {
    /// The file ends before its last chunk.
    case truncated
    /// The chunk of this index, counted from 0, was altered, cut or moved.
    case damagedChunk(UInt64)
    /// Bytes follow the last chunk.
    case trailingData
    /// The last chunk is empty, and not the only one.
    case emptyLastChunk
}

/// What is wrong with the text of a key.
public enum KeyFlaw: Hashable, Sendable {
    /// It is no key of any known kind, or was mistyped, or its numbers are no key.
    case malformed
    /// It is a secret key, where a recipient is wanted.
    case secretKey
    /// It is a recipient, where a secret key is wanted.
    case recipient
    /// It is a key of SSH.
    case ssh
    /// It is for a plugin or a piece of hardware.
    case plugin
}

/// What is wrong with a file of keys.
public enum KeyFileFlaw: Hashable, Sendable {
    /// It holds no key.
    case empty
    /// It is longer than ``KeyFile/maximumByteCount``.
    case tooLong
    /// The key in this line, counted from 1, is wrong.
    case line(Int, KeyFlaw)
}
