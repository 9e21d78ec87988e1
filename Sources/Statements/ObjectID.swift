import SafeSodium

/// The name of a sealed object, a record or a bundle: 128 random bits, written as 32 lower-case
/// hexadecimal digits.
public struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The number of bytes.
    public static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// From 32 lower-case hexadecimal digits; nil for anything else.
    public init?(hex text: some StringProtocol) {
        guard text.utf8.count == 2 * Self.byteCount, let bytes = Hex.decode(text) else {
            return nil
        }
        self.init(bytes)
    }

    /// From 16 bytes.
    package init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "an object id is 16 bytes")
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// From the digits at the start of a text; nil where there are no 32 of them.
    init?(hexDigits text: Span<UInt8>) {
        guard text.count >= 2 * Self.byteCount, let high = UInt64(hexDigits: text, at: 0),
            let low = UInt64(hexDigits: text, at: 16)
        else { return nil }
        self.high = high
        self.low = low
    }

    /// A new id.
    package static func random() -> ObjectID { ObjectID(Random.bytes(byteCount)) }

    /// 32 lower-case hexadecimal digits.
    public var hex: String { Hex.encode(bytes) }

    private var bytes: [UInt8] {
        [high, low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// The digits.
    public var description: String { hex }

    /// In the order of the digits.
    public static func < (left: ObjectID, right: ObjectID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension ObjectID: Encodable {
    /// The digits.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
