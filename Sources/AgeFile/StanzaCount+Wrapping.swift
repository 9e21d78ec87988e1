import SafeSodium

/// Sizes of the file format that are not of the header or the chunks alone.
enum AgeFormat {
    /// Between header and chunks (C2SP age.md, "Payload").
    static let nonceByteCount = 16
    /// More recipients would not fit a header after filling up.
    static let maximumRecipientCount = 512
}

extension StanzaCount {
    /// The stanzas that wrap a file key for these recipients.
    ///
    /// - Throws: ``AgeError/noRecipients``, ``AgeError/mixedRecipients`` or
    ///   ``AgeError/tooManyRecipients``.
    func stanzas(
        wrapping fileKey: borrowing FileKey, for recipients: [Recipient]
    ) throws(AgeError) -> [Stanza] {
        guard let first = recipients.first else { throw .noRecipients }
        guard recipients.count <= AgeFormat.maximumRecipientCount else { throw .tooManyRecipients }
        for recipient in recipients where recipient.isPostQuantum != first.isPostQuantum {
            throw .mixedRecipients
        }
        var stanzas: [Stanza] = []
        for recipient in recipients { stanzas.append(try recipient.wrap(fileKey)) }
        if case .filledUp(let least) = self {
            while stanzas.count < max(2, least) || stanzas.count & (stanzas.count - 1) != 0 {
                // Of the recipients' own kind, or it would stand out.
                stanzas.append(
                    first.isPostQuantum
                        ? try HybridStanza.decoy(fileKey) : try X25519Stanza.decoy(fileKey))
            }
            var generator = SodiumGenerator()
            stanzas.shuffle(using: &generator)
        }
        return stanzas
    }
}
