import SafeSodium

/// The name of a sealed object, a record or a bundle: 128 random bits, written as 32 lower-case
/// hexadecimal digits.
public struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number of bytes.
    public static let byteCount = 16

    /// 32 lower-case hexadecimal digits.
    public let hex: String

    /// From 32 lower-case hexadecimal digits; nil for anything else.
    public init?(hex text: some StringProtocol) {
        guard text.utf8.count == 2 * Self.byteCount, Hex.decode(text) != nil else { return nil }
        hex = String(text)
    }

    /// From 16 bytes.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "an object id is 16 bytes")
        hex = Hex.encode(bytes)
    }

    /// A new id.
    package static func random() -> ObjectID { ObjectID(Random.bytes(byteCount)) }

    /// The digits.
    public var description: String { hex }

    /// In the order of the digits.
    public static func < (left: ObjectID, right: ObjectID) -> Bool { left.hex < right.hex }
}
