package import SafeSodium

/// A text that is signed by one or more keys (C2SP signed-note.md).
///
/// ```
/// text, one or more lines, each ended by a newline
///                                                   an empty line
/// — <key name> <base64(key id || signature)>        one or more
/// ```
///
/// Nothing in the text is to be believed before ``verify(by:)`` has returned. The reader is
/// strict: what it accepts is written again byte for byte. Beyond the specification it refuses two
/// signatures under one key name and id, since neither could be told to be the one meant.
public struct SignedNote: Sendable {
    /// The most signatures that a note may have.
    public static let maximumSignatureCount = 64

    /// The signed text. It ends with a newline.
    public let text: String
    /// The signatures, in the order of their lines.
    public private(set) var signatures: [NoteSignature]

    /// Reads a note of at most `limit` bytes.
    ///
    /// - Throws: ``NoteError/tooLarge(byteLimit:)``, ``NoteError/malformedNote``,
    ///   ``NoteError/malformedSignature(number:)``, ``NoteError/repeatedSignature(by:)`` or
    ///   ``NoteError/tooManySignatures(limit:)``.
    public init(parsing bytes: Span<UInt8>, limit: Int) throws(NoteError) {
        guard bytes.count <= limit else { throw .tooLarge(byteLimit: limit) }
        guard let characters = try? UTF8Span(validating: bytes) else { throw .malformedNote }
        let whole = String(copying: characters)
        // The last empty line parts the text from the signatures.
        guard !Self.hasControlCharacters(whole), whole.utf8.last == .newline,
            let end = Self.lastEmptyLine(in: whole.utf8)
        else { throw .malformedNote }
        let lines = whole.utf8[whole.utf8.index(after: end)...].dropLast()
            .split(separator: .newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatureCount else {
            throw .tooManySignatures(limit: Self.maximumSignatureCount)
        }
        var signatures: [NoteSignature] = []
        for (index, line) in lines.enumerated() {
            guard let signature = NoteSignature(line: Substring(line)) else {
                // Without even one signature line, this is some other file.
                throw index == 0 ? .malformedNote : .malformedSignature(number: index + 1)
            }
            if signatures.contains(where: signature.hasSameKey) {
                throw .repeatedSignature(by: signature.name)
            }
            signatures.append(signature)
        }
        text = String(whole[..<end])
        self.signatures = signatures
    }

    /// Reads a note of at most `limit` bytes.
    ///
    /// - Throws: as ``init(parsing:limit:)`` for a span.
    public init(parsing bytes: [UInt8], limit: Int) throws(NoteError) {
        try self.init(parsing: bytes.span, limit: limit)
    }

    /// The note's bytes.
    public var encoded: [UInt8] {
        Array(text.utf8) + [.newline] + signatures.flatMap(\.encoded)
    }

    /// The signature that claims to be by a key.
    ///
    /// - Throws: ``NoteError/notSigned(by:)`` where there is none.
    func signature(by key: VerifierKey) throws(NoteError) -> NoteSignature {
        guard let signature = signatures.first(where: { $0.claims(key) }) else {
            throw .notSigned(by: key.name)
        }
        return signature
    }

    /// Checks that the text is signed by a key. Signatures by other keys are not looked at.
    ///
    /// For a key of type ``SignatureType/cosignature``, see ``Cosignature``.
    ///
    /// - Throws: ``NoteError/notSigned(by:)`` where there is no signature by this key,
    ///   ``NoteError/forged(by:)`` where there is one and it is wrong.
    public func verify(by key: VerifierKey) throws(NoteError) {
        switch key.type {
        case .ed25519:
            let signature = try signature(by: key)
            guard key.hasSigned(Array(text.utf8), signature.bytes) else {
                throw .forged(by: key.name)
            }
        case .cosignature:
            _ = try Cosignature(verifying: self, by: key)
        }
    }

    private static func lastEmptyLine(in bytes: String.UTF8View) -> String.Index? {
        var index = bytes.endIndex
        var isAfterNewline = false
        while index > bytes.startIndex {
            index = bytes.index(before: index)
            let isNewline = bytes[index] == .newline
            if isNewline, isAfterNewline { return bytes.index(after: index) }
            isAfterNewline = isNewline
        }
        return nil
    }

    private static func hasControlCharacters(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 && $0 != .newline }
    }
}

extension SignedNote {
    /// Whether a text can be signed: it ends with a newline and has no other control characters.
    package static func isValid(text: String) -> Bool {
        text.utf8.last == .newline && !hasControlCharacters(text)
    }

    /// Signs a text as `name`, with a signature of type ``SignatureType/ed25519``.
    ///
    /// The text and the name must be valid (``isValid(text:)``, ``VerifierKey/isValid(name:)``).
    package init(signing text: String, as name: String, with key: borrowing SigningKey) {
        precondition(Self.isValid(text: text), "not a text that can be signed")
        self.text = text
        signatures = [Self.signature(for: text, as: name, with: key)]
    }

    /// Signs the text with one key more, in place of what that key signed before.
    ///
    /// - Throws: ``NoteError/tooManySignatures(limit:)`` where the note is full.
    package mutating func addSignature(
        as name: String, with key: borrowing SigningKey
    ) throws(NoteError) {
        try add(Self.signature(for: text, as: name, with: key))
    }

    /// The same text with the signatures by one key alone.
    func keepingOnly(_ key: VerifierKey) -> SignedNote {
        var note = self
        note.signatures = signatures.filter { $0.claims(key) }
        return note
    }

    /// Adds a signature that was made elsewhere, in place of an older one by the same key.
    ///
    /// - Throws: ``NoteError/tooManySignatures(limit:)`` where the note is full.
    package mutating func add(_ signature: NoteSignature) throws(NoteError) {
        if let index = signatures.firstIndex(where: signature.hasSameKey) {
            signatures[index] = signature
        } else if signatures.count < Self.maximumSignatureCount {
            signatures.append(signature)
        } else {
            throw .tooManySignatures(limit: Self.maximumSignatureCount)
        }
    }

    private static func signature(
        for text: String, as name: String, with key: borrowing SigningKey
    ) -> NoteSignature {
        NoteSignature(
            by: VerifierKey(name: name, publicKey: key.verifyingKey.bytes, type: .ed25519),
            bytes: key.signature(for: Array(text.utf8).span))
    }
}

extension SignedNote: Hashable {
    /// Whether both have the same bytes.
    public static func == (left: SignedNote, right: SignedNote) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8) && left.signatures == right.signatures
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(text.utf8))
        hasher.combine(signatures)
    }
}

extension VerifierKey {
    /// Whether the signature is this key's over the message.
    func hasSigned(_ message: [UInt8], _ signature: [UInt8]) -> Bool {
        guard let key = VerifyingKey(publicKey) else { return false }
        return key.isValid(signature: signature, for: message.span)
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
}
