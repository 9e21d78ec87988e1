import SafeSodium

/// The text in front of an age file (C2SP age.md, "Header").
///
///     age-encryption.org/v1
///     -> type argument…              one stanza or more
///     base64 body
///     --- MAC                        HMAC-SHA-256 up to here, 43 characters of base64
///
/// What parses re-encodes to the same bytes.
public struct Header: Hashable, Sendable {
    /// More bytes than this are not read.
    public static let maximumByteCount = 1 << 20
    /// More stanzas than this are not read.
    public static let maximumStanzaCount = 1024

    /// Whether every stanza is of the post-quantum hybrid kind.
    package var isHybridAlone: Bool { stanzas.allSatisfy { $0.type == HybridStanza.type } }

    static let versionLine = "age-encryption.org/v1"
    static let versionLinePrefix = "age-encryption.org/"
    static let macMark = "---"

    /// The stanzas, in the file's order.
    public let stanzas: [Stanza]
    /// 32 bytes: the authentication code under the file key.
    public let mac: [UInt8]

    /// A header as it was read.
    init(stanzas: [Stanza], mac: [UInt8]) {
        self.stanzas = stanzas
        self.mac = mac
    }

    /// A header of these stanzas, all of which wrap the file key.
    init(stanzas: [Stanza], authenticatedBy fileKey: borrowing FileKey) {
        self.stanzas = stanzas
        self.mac = Array(fileKey.headerMAC(of: Self.authenticatedPart(stanzas)).bytes)
    }

    /// Parses bytes that are a header and nothing else.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where they are not exactly that.
    public init(_ bytes: [UInt8]) throws(AgeError) {
        var source = BufferedSource(MemorySource(bytes))
        do {
            self = try HeaderParser.parse(&source)
            // The length decides whether something follows: nothing is encoded in two ways.
            guard encoded.count == bytes.count else {
                throw AgeError.invalidHeader(.malformedMAC)
            }
        } catch let error as AgeError {
            throw error
        } catch {
            preconditionFailure("memory does not fail to be read: \(error)")
        }
    }

    /// Parses the header at the beginning of a source.
    ///
    /// The source may be read further than the header goes, so it is spent.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where there is no header; else what the source
    ///   throws.
    public static func parse<Source: ByteSource & ~Copyable>(
        from source: consuming Source
    ) throws -> Header {
        var source = BufferedSource(source)
        return try HeaderParser.parse(&source)
    }

    /// The bytes of the header, with the line feed at its end.
    public var encoded: [UInt8] {
        var text = Self.authenticatedPart(stanzas)
        text.append(UInt8(ascii: " "))
        Base64.append(mac.span, to: &text, padding: .none)
        text.append(UInt8(ascii: "\n"))
        return text
    }

    private static func authenticatedPart(_ stanzas: [Stanza]) -> [UInt8] {
        var text = Array("\(versionLine)\n".utf8)
        for stanza in stanzas { stanza.append(to: &text) }
        text += macMark.utf8
        return text
    }

    /// Whether this header was written by somebody who had the file key.
    func isAuthentic(under fileKey: borrowing FileKey) -> Bool {
        let expected = fileKey.headerMAC(of: Self.authenticatedPart(stanzas))
        return expected.isSame(as: SecretBytes(copying: mac.span))
    }

    /// Refuses a passphrase beside anything else: whoever opens with a passphrase believes that
    /// only those who know it could write.
    func requirePassphraseAlone() throws(AgeError) {
        if stanzas.count > 1, stanzas.contains(where: { $0.type == ScryptStanza.type }) {
            throw .invalidHeader(.passphraseNotAlone)
        }
    }
}
