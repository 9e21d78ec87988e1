package import DurableFiles
package import Outside
package import SafeSodium
package import SystemPackage
import TransparencyLog

/// Pieces of one object, as they came, until all of it is there.
///
/// ```
/// received/NAME/ID/OFFSET-TOTAL
/// ```
/// They may overlap: different carriers cut at different places. Source: the page *Bundles and the hand-off folder*,
/// "Pieces".
package struct ReceivedPieces: Sendable {
    private let folder: FilePath
    private let files: Files

    init(_ folder: FilePath, _ files: Files) {
        self.folder = folder
        self.files = files
    }

    /// What became of an attempt to join them.
    package enum Joining: Sendable {
        case incomplete, joined
        /// All of it is there, and it is another object.
        case other
    }

    private struct Piece {
        let name: String
        let range: Range<Int64>
    }

    /// Begins to write a piece; nil where one that is as long is there.
    package func begin(
        offset: UInt64, total: UInt64, byteCount: UInt64
    ) throws(FileError) -> PendingFile? {
        try files.makeFolder(folder)
        let name = "\(offset)-\(total)"
        let path = folder.appending(name)
        if let there = try files.status(of: path) {
            if there.byteCount >= Int64(byteCount) { return nil }
            try files.remove(path)
        }
        return try files.createNew(at: path, temporaryName: name + ".part")
    }

    /// Makes the object of its pieces, where all of it is there. Pieces of another object are removed.
    package func join(
        to path: FilePath, total: UInt64, hash: SHA256Hash, _ surroundings: Surroundings
    ) throws -> Joining {
        let pieces = try pieces(of: Int64(total))
        var end: Int64 = 0
        for piece in pieces where piece.range.lowerBound <= end {
            end = max(end, piece.range.upperBound)
        }
        guard end == Int64(total) else { return .incomplete }
        var pending = try files.createNew(
            at: path, temporaryName: "\(path.lastComponent?.string ?? "").part")
        var hasher = SHA256Hasher()
        while pending.byteCount < end {
            let place = pending.byteCount
            guard let piece = pieces.first(where: { $0.range.contains(place) }) else {
                return .incomplete
            }
            let file = try files.openForReading(folder.appending(piece.name))
            let bytes = try file.read(
                from: place - piece.range.lowerBound,
                count: Int(min(1 << 20, piece.range.upperBound - place)))
            guard !bytes.isEmpty else { return .incomplete }
            hasher.update(bytes.span)
            try pending.write(bytes.span)
            try surroundings.progress(.reading, pending.byteCount, of: end)
        }
        guard hasher.finalize() == hash else {
            try removeAll()
            return .other
        }
        try pending.publish()
        try removeAll()
        return .joined
    }

    /// Those of an object of this length, by their places.
    private func pieces(of total: Int64) throws(FileError) -> [Piece] {
        var pieces: [Piece] = []
        for name in try files.names(in: folder) {
            let numbers = name.split(separator: "-").map { Int64(strictDecimal: $0) }
            guard numbers.count == 2, let offset = numbers[0], numbers[1] == total,
                let byteCount = try files.status(of: folder.appending(name))?.byteCount
            else { continue }
            pieces.append(Piece(name: name, range: offset..<offset + max(byteCount, 0)))
        }
        return pieces.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func removeAll() throws(FileError) {
        for name in try files.names(in: folder) { try files.remove(folder.appending(name)) }
        try files.remove(folder)
    }
}
