import SafeSodium
import TransparencyLog

/// Reads the one form that a leaf has, byte for byte: a log has very many of them.
struct LeafReader: ~Escapable {
    private let bytes: Span<UInt8>
    private var place = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { place == bytes.count }

    private var rest: Span<UInt8> {
        @_lifetime(copy self)
        get { bytes.extracting(place..<bytes.count) }
    }

    /// Goes on after these bytes, if they are what follows.
    @_lifetime(self: copy self)
    mutating func skip(_ expected: [UInt8]) -> Bool {
        guard bytes.holds(expected, at: place) else { return false }
        place += expected.count
        return true
    }

    /// What stands up to the end of the line, if it is a kind.
    @_lifetime(self: copy self)
    mutating func kind() -> Leaf.Kind? {
        var end = place
        while end < bytes.count, end - place <= 32, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        let name = bytes.extracting(place..<end)
        place = end
        for known in Leaf.Kind.known where known.text.count == name.count {
            if name.holds(known.text, at: 0) { return known.kind }
        }
        return Leaf.Kind(String(decoding: [UInt8](name), as: UTF8.self))
    }

    @_lifetime(self: copy self)
    mutating func objectID() -> ObjectID? {
        guard let id = ObjectID(hexDigits: rest) else { return nil }
        place += 32
        return id
    }

    @_lifetime(self: copy self)
    mutating func hash() -> SHA256Hash? {
        guard let hash = SHA256Hash(hexDigits: rest) else { return nil }
        place += 64
        return hash
    }

    /// What a later version added, up to the end; nil where it is not that.
    @_lifetime(self: copy self)
    mutating func unknownLines() -> UnknownLines? {
        var unknown = UnknownLines()
        if isAtEnd { return unknown }
        let text = [UInt8](rest)
        place = bytes.count
        guard text.last == UInt8(ascii: "\n"),
            text.allSatisfy({ $0 >= 0x20 || $0 == UInt8(ascii: "\n") }),
            let lines = String(validating: text.dropLast(), as: UTF8.self)
        else { return nil }
        for line in lines.utf8.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            guard unknown.add(Substring(line), besides: Self.keys, limit: 16) else { return nil }
        }
        return unknown
    }

    private static let keys: Set<String> = ["kind", "object", "sha256", "note", "time"]

    @_lifetime(self: copy self)
    mutating func time() -> Timestamp? {
        guard bytes.count - place >= Timestamp.byteCount else { return nil }
        let text = bytes.extracting(place..<place + Timestamp.byteCount)
        place += Timestamp.byteCount
        return Timestamp(text)
    }
}
