import SafeSodium

/// Names a device, by its signing key alone.
///
/// ```
/// SHA-256("amanat-fingerprint/v2" || 0x0A || Ed25519 key (32))
/// ```
/// Source: the page *Signed notes, cards and names*.
public struct Fingerprint: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    public let hex: String

    /// From 64 lower-case hexadecimal digits; nil for anything else.
    public init?(hex text: some StringProtocol) {
        guard let hash = SHA256Hash(hex: text) else { return nil }
        hex = hash.hex
    }

    package init(deviceKey: [UInt8]) {
        var hasher = SHA256Hasher()
        hasher.update(Array("amanat-fingerprint/v2\n".utf8).span)
        hasher.update(deviceKey.span)
        hex = hasher.finalize().hex
    }

    /// What the name of every device begins with.
    package static let devicePrefix = "amanat/"

    /// The name of the device in signatures, and the origin of its log: `amanat/` and 32 digits.
    public var deviceName: String { Self.devicePrefix + hex.prefix(32) }

    /// Whether a text is the name of a device.
    package static func isDeviceName(_ text: some StringProtocol) -> Bool {
        text.hasPrefix(devicePrefix) && ObjectID(hex: text.dropFirst(devicePrefix.count)) != nil
    }

    /// The first 16 bytes, which stand for somebody in the leaves of a log.
    package var shortID: ObjectID {
        guard let id = ObjectID(hex: hex.prefix(32)) else {
            preconditionFailure("a fingerprint has 64 digits")
        }
        return id
    }

    /// What two people compare.
    public var safetyNumber: SafetyNumber { SafetyNumber(self) }

    /// The digits.
    public var description: String { hex }

    /// In the order of the digits.
    public static func < (left: Fingerprint, right: Fingerprint) -> Bool { left.hex < right.hex }
}

/// What two people compare, in person or by voice: 8 groups of 5 digits.
///
/// Group i is the big-endian number in bytes 4i..<4i+4 of the fingerprint, modulo 100,000. Source:
/// the page *Signed notes, cards and names*.
public struct SafetyNumber: Hashable, Sendable, CustomStringConvertible {
    private let digits: String

    init(_ fingerprint: Fingerprint) {
        let bytes = Hex.decode(fingerprint.hex) ?? []
        digits = stride(from: 0, to: bytes.count, by: 4).map { start in
            let number = bytes[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) } % 100_000
            let text = String(number)
            return String(repeating: "0", count: 5 - text.count) + text
        }.joined()
    }

    /// Whether somebody typed this number: spaces and dashes do not matter, every digit does.
    public func matches(_ typed: String) -> Bool {
        Self.digits(typed) == digits
    }

    /// Whether something that was typed is a safety number at all.
    public static func isWellFormed(_ typed: String) -> Bool {
        let digits = digits(typed)
        return digits.count == 40 && digits.allSatisfy { $0.isASCII && $0.isNumber }
    }

    private static func digits(_ typed: String) -> String {
        typed.filter { !$0.isWhitespace && $0 != "-" }
    }

    /// `12345 67890 …`
    public var description: String {
        stride(from: 0, to: 40, by: 5).map { start in
            String(digits.dropFirst(start).prefix(5))
        }.joined(separator: " ")
    }
}
