import SafeSodium

/// One way into a file: a type, arguments, and mostly a wrapped file key (C2SP age.md,
/// "Recipient stanza").
///
///     -> type argument argument…
///     base64 in lines of 64 characters, and a shorter last line
public struct Stanza: Hashable, Sendable {
    /// The first argument, such as `X25519`.
    public let type: String
    /// The arguments after the type.
    public let arguments: [String]
    /// The decoded body.
    public let body: [UInt8]

    static let lineCharacterCount = 64
    static let lineByteCount = 48

    /// A stanza of visible ASCII arguments.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where an argument is empty or not visible ASCII.
    public init(type: String, arguments: [String], body: [UInt8]) throws(AgeError) {
        for argument in [type] + arguments {
            let isVisible = argument.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            guard !argument.isEmpty, isVisible else { throw .invalidHeader(.malformedStanza) }
        }
        self.init(unchecked: type, arguments, body)
    }

    /// A stanza whose arguments are known to be good.
    init(unchecked type: String, _ arguments: [String], _ body: [UInt8]) {
        self.type = type
        self.arguments = arguments
        self.body = body
    }

    /// Whether a file with this stanza and no weaker one stays closed to quantum computers.
    var isPostQuantum: Bool {
        // A passphrase is symmetric cryptography all through.
        type == HybridStanza.type || type == ScryptStanza.type
    }

    /// Adds the stanza's lines.
    func append(to text: inout [UInt8]) {
        text += "-> \(type)".utf8
        for argument in arguments { text += " \(argument)".utf8 }
        text.append(UInt8(ascii: "\n"))
        var start = 0
        // A body of whole lines is followed by an empty one.
        repeat {
            let end = min(start + Self.lineByteCount, body.count)
            Base64.append(body.span.extracting(start..<end), to: &text, padding: .none)
            text.append(UInt8(ascii: "\n"))
            if end - start < Self.lineByteCount { return }
            start = end
        } while true
    }
}
