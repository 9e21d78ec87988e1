/// Leaves one after the other, as an entry holds them: each is its length (2) and its text.
package struct LeafList: Hashable, Sendable {
    let bytes: [UInt8]
    /// How many there are.
    package let count: Int

    package init(_ leaves: [[UInt8]]) {
        var writer = ByteWriter()
        for leaf in leaves {
            precondition(leaf.count <= JournalEntry.maximumLeafByteCount, "a leaf is too long")
            writer.put(UInt16(leaf.count))
            writer.put(leaf)
        }
        bytes = writer.bytes
        count = leaves.count
    }

    /// Reads so many leaves; nil where the bytes run out.
    init?(from reader: inout ByteReader, count: Int) {
        var byteCount = 0
        var lengths = reader
        for _ in 0..<count {
            guard let length = lengths.number(UInt16.self), lengths.skip(Int(length)) else {
                return nil
            }
            byteCount += 2 + Int(length)
        }
        guard let bytes = reader.bytes(byteCount) else { return nil }
        self.bytes = Array(bytes)
        self.count = count
    }

    /// Lends one leaf after the other.
    package func forEach<Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let all = bytes.span
        var place = 0
        while place < all.count {
            let start = place + 2
            place = start + (Int(all[start - 2]) << 8 | Int(all[start - 1]))
            try body(all.extracting(start..<place))
        }
    }

    /// The leaves, each for itself.
    package var array: [[UInt8]] {
        var leaves: [[UInt8]] = []
        leaves.reserveCapacity(count)
        forEach { leaf in
            var copy: [UInt8] = []
            copy.reserveCapacity(leaf.count)
            for index in leaf.indices { copy.append(leaf[index]) }
            leaves.append(copy)
        }
        return leaves
    }
}
