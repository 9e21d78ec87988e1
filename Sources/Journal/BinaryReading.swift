/// Numbers and byte strings of the journal's binary formats: big-endian, bounded.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) {
        for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }

    mutating func put(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
    }
}

/// Reads what ``ByteWriter`` wrote; nil wherever the bytes run out.
struct ByteReader {
    private let all: [UInt8]
    private var place: Int
    private let end: Int

    init(_ bytes: [UInt8]) {
        self.init(bytes, in: bytes.indices)
    }

    /// Reads a part of some bytes.
    init(_ bytes: [UInt8], in range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "a part of what is there")
        all = bytes
        place = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { place == end }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type = Number.self
    ) -> Number? {
        let count = Number.bitWidth / 8
        guard end - place >= count else { return nil }
        var number: Number = 0
        for index in place..<place + count { number = number << 8 | Number(all[index]) }
        place += count
        return number
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard end - place >= count else { return nil }
        defer { place += count }
        return all[place..<place + count]
    }

    /// Passes over some bytes; false where there are fewer.
    mutating func skip(_ count: Int) -> Bool {
        guard end - place >= count else { return false }
        place += count
        return true
    }
}
