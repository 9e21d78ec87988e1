import DurableFiles
import Glibc
import SystemPackage

/// The file system of a ``CrashDisk`` as programs see it, with the kernel's error codes.
///
/// It has no symbolic links and no rights: whoever asks may.
struct CrashSystem: Sendable {
    typealias Inode = CrashVolume.Inode

    struct OpenFile: Sendable {
        let inode: Inode
        let path: String
        let flags: Int32
        var position = 0

        var canRead: Bool { flags & O_ACCMODE != O_WRONLY }
        var canWrite: Bool { flags & O_ACCMODE != O_RDONLY }
    }

    let kind: CrashDisk.Kind
    var volume = CrashVolume()
    /// The bytes of each file, kept apart from the volume so that a moment need not hold them.
    var contents: [Inode: [UInt8]] = [:]
    var opened: [FileNumber: OpenFile] = [:]
    var lockHolders: [Inode: FileNumber] = [:]
    /// The files that were made without a name and still have none.
    var nameless: Set<Inode> = []
    /// nil where the disk never fills up.
    private var capacity: Int64?
    private var nextInode = CrashVolume.root + 1
    var nextFile: FileNumber = 3

    /// What was done since everything was durable.
    private(set) var operations: [String] = []
    private(set) var moments: [CrashMoment] = []
    /// The crashes from which this disk comes.
    private(set) var origins: [CrashMoment.Origin] = []

    init(kind: CrashDisk.Kind) {
        self.kind = kind
        settle()
    }

    /// The number that the operation under way will have.
    var operation: Int { operations.count + 1 }

    /// To be called at the end of whatever may change what a crash leaves.
    mutating func record(_ text: String) {
        operations.append(text)
        moments.append(CrashMoment(volume, operations, kind, origins))
    }

    mutating func settle() {
        volume.sync(holding: contents)
        dropUnused()
        begin([])
    }

    private mutating func begin(_ operations: [String]) {
        self.operations = operations
        moments = [CrashMoment(volume, operations, kind, origins)]
    }

    /// Takes over what a crash or a kill left.
    mutating func take(
        _ volume: CrashVolume, _ origins: [CrashMoment.Origin], _ operations: [String]
    ) {
        self.volume = volume
        self.origins = origins
        contents = volume.files.mapValues { file in
            file.image(length: file.lengths[file.pending.count]) { _, _ in true }
        }
        closeAll()
        begin(operations)
    }

    /// Another start of the program, or of the machine: nothing is open.
    mutating func closeAll() {
        opened = [:]
        lockHolders = [:]
        nameless = []
        nextInode =
            [volume.files.keys.max(), volume.folders.keys.max(), nextInode]
            .compactMap { $0 }.reduce(0, max) + 1
    }

    mutating func makeInode() -> Inode {
        defer { nextInode += 1 }
        return nextInode
    }

    // MARK: Paths, taken apart as strings: `FilePath` is slow in debug builds

    func find(_ path: String) throws(Errno) -> Inode {
        if path.isEmpty { throw .noSuchFileOrDirectory }
        return try find(path.split(separator: "/"))
    }

    private func find(_ names: some Sequence<Substring>) throws(Errno) -> Inode {
        var trail = [CrashVolume.root]
        for name in names {
            let here = trail[trail.count - 1]
            guard let folder = volume.folders[here] else { throw .notDirectory }
            if name == "." { continue }
            if name == ".." {
                if trail.count > 1 { trail.removeLast() }
                continue
            }
            if name.utf8.count > 255 { throw .fileNameTooLong }
            guard let inode = folder.names[String(name)] else { throw .noSuchFileOrDirectory }
            trail.append(inode)
        }
        return trail[trail.count - 1]
    }

    func names(in path: String) throws(Errno) -> [String: Inode] {
        guard let folder = volume.folders[try find(path)] else { throw .notDirectory }
        return folder.names
    }

    /// The folder in which a path's last name is or would be.
    func parent(
        _ path: String
    ) throws(Errno) -> (inode: Inode, names: [String: Inode], name: String) {
        let names = path.split(separator: "/")
        guard let last = names.last, last != ".", last != ".." else { throw .resourceBusy }
        let inode = try find(names.dropLast())
        guard let folder = volume.folders[inode] else { throw .notDirectory }
        if last.utf8.count > 255 { throw .fileNameTooLong }
        return (inode, folder.names, String(last))
    }

    func file(_ number: FileNumber) throws(Errno) -> OpenFile {
        guard let file = opened[number] else { throw .badFileDescriptor }
        return file
    }

    func isFolder(_ inode: Inode) -> Bool { volume.folders[inode] != nil }

    // MARK: Room

    var named: Set<Inode> { Set(volume.folders.values.flatMap(\.names.values)) }

    private var used: Set<Inode> { named.union(opened.values.map(\.inode)) }

    private mutating func dropUnused() {
        let used = used.union([CrashVolume.root])
        volume.files = volume.files.filter { used.contains($0.key) }
        volume.folders = volume.folders.filter { used.contains($0.key) }
        contents = contents.filter { used.contains($0.key) }
    }

    var freeByteCount: Int64 {
        get {
            guard let capacity else { return 1 << 50 }
            return max(0, capacity - usedByteCount)
        }
        set { capacity = newValue + usedByteCount }
    }

    private var usedByteCount: Int64 {
        let used = used
        return contents.reduce(0) { used.contains($1.key) ? $0 + Int64($1.value.count) : $0 }
    }
}
