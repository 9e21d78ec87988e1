import Synchronization
import SystemPackage

/// A file system in memory that knows what a loss of power would leave of it.
///
/// ```swift
/// let disk = CrashDisk()
/// // … what must be there before …
/// disk.settle()
/// try operation(Files(calls: disk))
/// for moment in disk.moments {
///     for state in moment.crashStates(limit: 200, using: &generator) { … }
/// }
/// ```
/// It promises no more than POSIX does. Until its file is synced, each sector of each write is on
/// the disk or not, and the length is any that the file had. Until its folder is synced, each change
/// of a name is on the disk or not; a rename within one folder is one change, and one between two
/// folders is two. Syncing a file does not sync its name.
package final class CrashDisk: Sendable {
    /// What a file system can do, and what it promises beyond POSIX.
    package enum Kind: Sendable, CaseIterable {
        /// All calls, and no promise.
        case posix
        /// All calls, and a file that moves between folders is at all times in one of them at least,
        /// as where metadata is journaled.
        case keepingMoves
        /// Neither files without a name nor a rename that replaces nothing, as on FAT.
        case plain
    }

    package let kind: Kind
    private let system: Mutex<CrashSystem>

    /// A disk with an empty root folder.
    package init(_ kind: Kind = .posix) {
        self.kind = kind
        system = Mutex(CrashSystem(kind: kind))
    }

    private init(_ system: CrashSystem) {
        kind = system.kind
        self.system = Mutex(system)
    }

    /// A disk that comes from another by a crash or a kill.
    convenience init(
        _ volume: CrashVolume, _ kind: Kind, origins: [CrashMoment.Origin],
        operations: [String] = []
    ) {
        var system = CrashSystem(kind: kind)
        system.take(volume, origins, operations)
        self.init(system)
    }

    /// Calls the system; nothing else happens on this disk meanwhile.
    func run<Result: Sendable>(
        _ call: (inout CrashSystem) throws(Errno) -> Result
    ) throws(Errno) -> Result {
        try system.withLock { (system) throws(Errno) in try call(&system) }
    }

    // MARK: For tests

    /// Makes everything durable, and counts operations and moments from here.
    package func settle() {
        system.withLock { $0.settle() }
    }

    /// Another disk with the same files, all of them durable and none open.
    package func copy() -> CrashDisk {
        var system = system.withLock { $0 }
        system.closeAll()
        system.settle()
        return CrashDisk(system)
    }

    /// The operations since all was durable that may change what a crash leaves, syncs included.
    package var operationCount: Int { system.withLock { $0.operations.count } }

    /// The moments before the first of these operations and after each.
    package var moments: [CrashMoment] { system.withLock { $0.moments } }

    /// The last of the moments.
    package var now: CrashMoment { system.withLock { $0.moments[$0.moments.count - 1] } }

    /// The disks that a loss of power may leave now.
    package func crashStates(
        limit: Int, using generator: inout some RandomNumberGenerator
    ) -> some RandomAccessCollection<CrashDisk> {
        now.crashStates(limit: limit, using: &generator)
    }

    /// The bytes that may still be written. It is without end until it is set, and again after a
    /// crash.
    package var freeByteCount: Int64 {
        get { system.withLock { $0.freeByteCount } }
        set { system.withLock { $0.freeByteCount = newValue } }
    }

    package var openFileCount: Int { system.withLock { $0.opened.count } }

    /// All files below the root, by their paths.
    package var contents: [String: [UInt8]] {
        system.withLock { system in
            var result: [String: [UInt8]] = [:]
            var next = [("", CrashVolume.root)]
            while let (path, inode) = next.popLast() {
                if let folder = system.volume.folders[inode] {
                    next += folder.names.map { ("\(path)/\($0.key)", $0.value) }
                } else {
                    result[path] = system.contents[inode] ?? []
                }
            }
            return result
        }
    }
}

extension CrashDisk: CustomStringConvertible {
    /// The crashes from which it comes.
    package var description: String {
        let origins = system.withLock { $0.origins }
        return origins.isEmpty
            ? "a new disk" : origins.map { $0() }.joined(separator: "; then ")
    }
}
