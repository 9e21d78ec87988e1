@testable import StrictTar

/// Keeps everything that a reader tells it.
struct Collector: TarHandler, ~Copyable {
    struct Entry: Equatable {
        var header: TarEntryHeader
        var bytes: [UInt8] = []
        var isComplete = false
    }

    private(set) var entries: [Entry] = []

    mutating func begin(_ header: TarEntryHeader) {
        entries.append(Entry(header: header))
    }

    mutating func content(_ bytes: Span<UInt8>) {
        precondition(!bytes.isEmpty, "content is never empty")
        for index in bytes.indices { entries[entries.count - 1].bytes.append(bytes[index]) }
    }

    mutating func end() {
        entries[entries.count - 1].isComplete = true
    }
}

/// What came of reading an archive: what was told, and how it ended.
struct Reading: Equatable {
    var entries: [Collector.Entry]
    var error: TarError?

    /// Reads an archive in pieces of the lengths that `length` gives.
    init(_ archive: [UInt8], entryLimit: Int = 1_000, cutting length: () -> Int) {
        var reader = TarReader(entryLimit: entryLimit)
        var collector = Collector()
        error = nil
        do {
            var rest = archive[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(length()))
                rest = rest.dropFirst(piece.count)
                try reader.feed(piece.span, to: &collector)
            }
            try reader.finish()
        } catch {
            self.error = error as? TarError
        }
        entries = collector.entries
    }

    init(_ archive: [UInt8], entryLimit: Int = 1_000) {
        self.init(archive, entryLimit: entryLimit) { archive.count }
    }
}
