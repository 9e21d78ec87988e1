import SafeSodium

/// One signature line of a note (C2SP signed-note.md, "Signatures").
///
/// ```
/// — <key name> <base64(4 bytes of key id, big-endian || signature)>
/// ```
public struct NoteSignature: Sendable {
    private static let dash: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    /// The name of the key.
    public let name: String
    /// The id of the key.
    public let id: UInt32
    /// The signature, without the key id; at least one byte.
    public let bytes: [UInt8]

    init(by key: VerifierKey, bytes: [UInt8]) {
        name = key.name
        id = key.id
        self.bytes = bytes
    }

    /// Reads a line without its newline; nil unless it would be written in the same way.
    init?(line: Substring) {
        guard line.utf8.starts(with: Self.dash) else { return nil }
        let fields = line.utf8.dropFirst(Self.dash.count).split(
            separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 2, VerifierKey.isValid(name: Substring(fields[0])),
            let decoded = Base64.decode(Substring(fields[1]), padding: .required), decoded.count > 4
        else { return nil }
        name = String(Substring(fields[0]))
        id = UInt32(bigEndian: decoded.prefix(4))
        bytes = Array(decoded.dropFirst(4))
    }

    /// Whether this claims to be by the key: same name, byte for byte, and same id.
    func claims(_ key: VerifierKey) -> Bool {
        id == key.id && name.utf8.elementsEqual(key.name.utf8)
    }

    /// Whether both claim to be by the same key.
    func hasSameKey(as other: NoteSignature) -> Bool {
        id == other.id && name.utf8.elementsEqual(other.name.utf8)
    }

    /// The line, with its newline.
    var encoded: [UInt8] {
        let text = Base64.encode(id.bigEndianBytes + bytes, padding: .required)
        return Self.dash + Array("\(name) \(text)\n".utf8)
    }
}

extension NoteSignature: Hashable {
    /// Whether both are the same line, byte for byte.
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.hasSameKey(as: right) && left.bytes == right.bytes
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(name.utf8))
        hasher.combine(id)
        hasher.combine(bytes)
    }
}
