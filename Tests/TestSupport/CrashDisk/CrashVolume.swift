/// What a disk holds for certain, and all that is on its way there: a value, so that a moment is
/// kept by copying it.
///
/// A change that is pending may be on the disk or not, whatever became of the others. Only a sync
/// ends that: of a file for its bytes and its length, of a folder for its names.
struct CrashVolume: Sendable {
    typealias Inode = UInt64

    static let root: Inode = 1
    /// A disk writes this much whole or not at all.
    static let sectorByteCount = 512

    struct FileChange: Sendable {
        enum Kind: Sendable {
            case write([UInt8])
            /// Everything behind the offset is cut off, or zeros reach as far as it.
            case setLength
        }

        let operation: Int
        let offset: Int
        let kind: Kind

        /// The sectors that a write touches, counted from the file's start.
        var sectors: Range<Int> {
            guard case .write(let bytes) = kind, !bytes.isEmpty else { return 0..<0 }
            return offset / sectorByteCount..<(offset + bytes.count - 1) / sectorByteCount + 1
        }

        func length(after length: Int) -> Int {
            switch kind {
            case .write(let bytes): max(length, offset + bytes.count)
            case .setLength: offset
            }
        }
    }

    struct File: Sendable {
        var durable: [UInt8] = []
        var pending: [FileChange] = []

        /// The length on the disk, and after each pending change.
        var lengths: [Int] {
            pending.reduce(into: [durable.count]) { lengths, change in
                lengths.append(change.length(after: lengths[lengths.count - 1]))
            }
        }

        /// The pending changes that change the length.
        var lengthening: [Int] {
            let lengths = lengths
            return pending.indices.filter { lengths[$0] != lengths[$0 + 1] }
        }

        /// The bytes where some changes, or some sectors of them, came to the disk.
        func image(length: Int, isKept: (_ change: Int, _ sector: Int) -> Bool) -> [UInt8] {
            var bytes = durable
            for (index, change) in pending.enumerated() {
                guard case .write(let written) = change.kind else {
                    if isKept(index, 0) { bytes.removeLast(max(0, bytes.count - change.offset)) }
                    continue
                }
                let end = change.offset + written.count
                for sector in change.sectors where isKept(index, sector) {
                    let start = sector * sectorByteCount
                    let range = max(start, change.offset)..<min(start + sectorByteCount, end)
                    bytes.lengthen(to: range.upperBound)
                    bytes.replaceSubrange(
                        range,
                        with: written[
                            range.lowerBound - change.offset..<range.upperBound - change.offset])
                }
            }
            bytes.removeLast(max(0, bytes.count - length))
            bytes.lengthen(to: length)
            return bytes
        }
    }

    /// Names that change together or not at all; nil for a name that goes away.
    struct NameChange: Sendable {
        let operation: Int
        let names: [String: Inode?]
        /// For a name that moved to another folder: where it has its new one.
        let newHome: Inode?
    }

    struct Folder: Sendable {
        /// As programs see them.
        var names: [String: Inode] = [:]
        var durable: [String: Inode] = [:]
        var pending: [NameChange] = []

        func image(isKept: (_ change: Int) -> Bool) -> [String: Inode] {
            var names = durable
            for (index, change) in pending.enumerated() where isKept(index) {
                for (name, inode) in change.names { names[name] = inode }
            }
            return names
        }
    }

    var files: [Inode: File] = [:]
    var folders: [Inode: Folder] = [root: Folder()]

    // MARK: Changing

    mutating func change(_ file: Inode, _ change: FileChange) {
        files[file, default: File()].pending.append(change)
    }

    mutating func change(
        _ folder: Inode, _ names: [String: Inode?], operation: Int, newHome: Inode? = nil
    ) {
        for (name, inode) in names { folders[folder, default: Folder()].names[name] = inode }
        folders[folder, default: Folder()].pending.append(
            NameChange(operation: operation, names: names, newHome: newHome))
    }

    // MARK: Syncing

    mutating func sync(file: Inode, holding bytes: [UInt8]) {
        files[file] = File(durable: bytes)
    }

    /// - Parameter takesNewHomes: whether a name that has gone is synced together with the one that
    ///   it got elsewhere.
    mutating func sync(folder inode: Inode, takesNewHomes: Bool) {
        guard var folder = folders[inode] else { return }
        let newHomes = folder.pending.compactMap(\.newHome)
        folder.durable = folder.names
        folder.pending = []
        folders[inode] = folder
        guard takesNewHomes else { return }
        for home in newHomes { sync(folder: home, takesNewHomes: true) }
    }

    /// Makes everything durable that programs see.
    mutating func sync(holding contents: [Inode: [UInt8]]) {
        for file in files.keys { sync(file: file, holding: contents[file] ?? []) }
        for folder in folders.keys { sync(folder: folder, takesNewHomes: false) }
    }
}

extension [UInt8] {
    /// Fills up with zeros.
    mutating func lengthen(to byteCount: Int) {
        guard byteCount > count else { return }
        self += [UInt8](repeating: 0, count: byteCount - count)
    }
}
