import SafeSodium

/// The kinds of signature that are supported (C2SP signed-note.md, "Signature types").
public enum SignatureType: UInt8, Hashable, Sendable {
    /// Ed25519 over the note's text.
    case ed25519 = 0x01
    /// Ed25519 over a checkpoint's text and the time at which its consistency was seen.
    case cosignature = 0x04
}

/// The public key that checks one signer's signatures: a *vkey* (C2SP signed-note.md,
/// "Verifier keys").
///
/// ```
/// <name>+<8 hexadecimal digits of the key id>+<base64(type || 32 bytes of Ed25519 public key)>
/// key id = the first 4 bytes of SHA-256(name || 0x0A || type || public key)
/// ```
///
/// A signature names its key by name and id. The id is short and no protection by itself.
public struct VerifierKey: Sendable {
    /// The longest name, in bytes of UTF-8.
    public static let maximumNameByteCount = 255

    /// The signer's name. Names are compared byte for byte.
    public let name: String
    /// The key id.
    public let id: UInt32
    /// The kind of signature that this key checks.
    public let type: SignatureType
    /// The Ed25519 public key, 32 bytes.
    public let publicKey: [UInt8]

    /// A key from its parts; the id follows from them.
    ///
    /// The name must be valid (``isValid(name:)``), and the public key 32 bytes long.
    public init(name: String, publicKey: [UInt8], type: SignatureType) {
        precondition(Self.isValid(name: name), "not a name for a key")
        precondition(publicKey.count == 32, "an Ed25519 public key is 32 bytes")
        self.name = name
        self.publicKey = publicKey
        self.type = type
        let identified = Array(name.utf8) + [0x0A, type.rawValue] + publicKey
        id = UInt32(bigEndian: SHA256Hash(of: identified).bytes.prefix(4))
    }

    /// Reads a vkey. What is read is written again in the same way, character for character.
    ///
    /// - Throws: ``NoteError/unsupportedKey(type:)`` for a type other than 0x01 and 0x04, and
    ///   ``NoteError/malformedKey`` for all else, also for an id that does not follow from the
    ///   rest.
    public init(_ text: String) throws(NoteError) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, Self.isValid(name: Substring(parts[0])), parts[1].count == 8,
            let material = Base64.decode(Substring(parts[2]), padding: .required),
            let typeByte = material.first
        else { throw .malformedKey }
        guard let type = SignatureType(rawValue: typeByte) else {
            throw .unsupportedKey(type: typeByte)
        }
        guard material.count == 33 else { throw .malformedKey }
        self.init(
            name: String(Substring(parts[0])), publicKey: Array(material.dropFirst()), type: type)
        guard parts[1].elementsEqual(Hex.encode(id.bigEndianBytes).utf8) else {
            throw .malformedKey
        }
    }

    /// Whether a key may have this name: 1 to 255 bytes, and in it no space of any kind, no `+`
    /// and no control character (C2SP signed-note.md, "Format").
    public static func isValid(name: some StringProtocol) -> Bool {
        guard (1...maximumNameByteCount).contains(name.utf8.count) else { return false }
        // Most names are ASCII, which needs no tables.
        if name.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }) {
            return true
        }
        return name.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20
        }
    }
}

extension VerifierKey: CustomStringConvertible {
    /// The vkey.
    public var description: String {
        let material = Base64.encode([type.rawValue] + publicKey, padding: .required)
        return "\(name)+\(Hex.encode(id.bigEndianBytes))+\(material)"
    }
}

extension VerifierKey: Hashable {
    /// Whether both are the same vkey, byte for byte. (Strings that only look the same, composed
    /// and decomposed, are equal in Swift; here they are not.)
    public static func == (left: VerifierKey, right: VerifierKey) -> Bool {
        left.description.utf8.elementsEqual(right.description.utf8)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(Array(description.utf8))
    }
}

extension FixedWidthInteger {
    /// From bytes, most significant first.
    init(bigEndian bytes: some Sequence<UInt8>) {
        self = bytes.reduce(0) { $0 << 8 | Self($1) }
    }

    /// The bytes, most significant first.
    var bigEndianBytes: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: self >> $0)
        }
    }
}
