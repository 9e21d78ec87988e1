import Glibc
import SystemPackage

/// A file that is being written and has not got its name yet. Dropped unpublished, nothing is left.
package struct PendingFile: ~Copyable {
    private let number: FileNumber
    private let files: Files
    private let path: FilePath
    private let temporaryName: String
    /// The name in the file system until publication; nil for a file without a name.
    private var temporaryPath: FilePath?
    private var isSynced = false
    /// Whether the disk refused bytes: then no later sync can be believed.
    private var isFailed = false
    private var writeBehind = WriteBehind()

    /// The bytes written so far.
    package private(set) var byteCount: Int64 = 0

    init(at path: FilePath, temporaryName: String, isNamed: Bool, files: Files) throws(FileError) {
        let folder = path.removingLastComponent()
        let nameless: Int32 = 0o20_200_000  // O_TMPFILE, which C defines by other macros
        let unnamed: FileNumber?
        do throws(Errno) {
            unnamed =
                isNamed
                ? nil
                : try files.calls.open(
                    folder.isEmpty ? "." : folder, flags: O_RDWR | nameless, mode: 0o600)
        } catch {
            guard error != .readOnlyFileSystem else { throw FileError(.create, path, error) }
            unnamed = nil
        }
        if let number = unnamed {
            self.number = number
            self.temporaryPath = nil
        } else {
            let temporaryPath = folder.appending(temporaryName)
            // What an earlier run left under this name is nobody's: the callers hold a lock, or the
            // name is random.
            try files.remove(temporaryPath)
            self.number = try files.attempt(.create, path) { () throws(Errno) in
                try files.calls.open(
                    temporaryPath, flags: O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            }
            self.temporaryPath = temporaryPath
        }
        self.files = files
        self.path = path
        self.temporaryName = temporaryName
    }

    deinit {
        files.calls.close(number)
        if let temporaryPath { try? files.remove(temporaryPath) }
    }

    /// Writes all of the bytes.
    package mutating func write(_ bytes: Span<UInt8>) throws(FileError) {
        isSynced = false
        try files.writeAll(bytes, to: number, path)
        byteCount += Int64(bytes.count)
        do {
            try writeBehind.follow(number, to: byteCount, files.calls)
        } catch {
            isFailed = true
            throw FileError(.sync, path, error)
        }
    }

    /// Says when the contents were changed last, for a copy of another file. After the last bytes were written.
    package func setModificationTime(secondsSince1970: Int64) throws(FileError) {
        let (files, number) = (files, number)
        try files.attempt(.write, path) { () throws(Errno) in
            try files.calls.setModificationTime(number, secondsSince1970: secondsSince1970)
        }
    }

    /// Makes the bytes durable. Where this fails, it fails for good.
    package mutating func sync() throws(FileError) {
        guard !isFailed else { throw FileError(.sync, path, .ioError) }
        let (files, number) = (files, number)
        isFailed = true
        try files.attempt(.sync, path) { () throws(Errno) in try files.calls.fsync(number) }
        isFailed = false
        isSynced = true
    }

    /// Syncs, gives the file its name, and syncs the folder.
    ///
    /// - Throws: ``FileError``; with `.fileExists` where the name is taken and may not be replaced.
    package consuming func publish(replacing: Bool = false) throws(FileError) {
        if !isSynced { try sync() }
        let (files, folder) = (files, path.removingLastComponent())
        try name(replacing: replacing)
        try files.syncFolder(folder)
    }

    /// Gives the file its name, and makes nothing durable: for many files that are synced together
    /// before anybody is told of them.
    ///
    /// - Throws: ``FileError``; with `.fileExists` where the name is taken.
    package consuming func publishUnsynced() throws(FileError) {
        try name(replacing: false)
    }

    private consuming func name(replacing: Bool) throws(FileError) {
        let (files, number, path) = (files, number, path)
        if temporaryPath == nil {
            // A file without a name cannot take another's place: it takes a name of its own first.
            let name = replacing ? path.removingLastComponent().appending(temporaryName) : path
            if replacing { try files.remove(name) }
            try files.attempt(.link, path) { () throws(Errno) in
                try files.calls.link(number, to: name)
            }
            if !replacing { return }
            temporaryPath = name
        }
        guard let temporary = temporaryPath else { return }
        try files.attempt(.rename, path) { () throws(Errno) in
            try files.rename(temporary, to: path, replacing: replacing)
        }
        temporaryPath = nil
    }
}

extension Files {
    /// Renames without replacing, also where the file system knows no such call.
    func rename(
        _ old: FilePath, to new: FilePath, replacing: Bool
    ) throws(Errno) {
        do {
            try calls.rename(old, to: new, replacing: replacing)
        } catch {
            guard !replacing, error == .invalidArgument || error == .noFunction else { throw error }
            // There is no atomic way here. The names are random or under the vault's lock, so a
            // collision between the look and the rename is somebody's intent, not an accident.
            do {
                _ = try calls.status(of: new)
            } catch Errno.noSuchFileOrDirectory {
                return try calls.rename(old, to: new, replacing: true)
            }
            throw Errno.fileExists
        }
    }

    /// Writes all of the bytes, however few each call takes.
    ///
    /// - Parameter isWaitedFor: for a pipe, whose reader may be long in coming.
    func writeAll(
        _ bytes: Span<UInt8>, to number: FileNumber, _ path: FilePath, isWaitedFor: Bool = false
    ) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let rest = bytes.extracting(written..<bytes.count)
            do throws(Errno) {
                if isWaitedFor, !goesOn() { throw Errno.interrupted }
                if isWaitedFor, try !calls.wait(number, for: .output, milliseconds: 200) {
                    continue
                }
                let count = try calls.write(number, rest)
                guard count > 0 else { throw Errno.ioError }
                written += count
            } catch .wouldBlock where isWaitedFor {
            } catch .interrupted where goesOn() {
            } catch {
                throw FileError(.write, path, error)
            }
        }
    }
}
