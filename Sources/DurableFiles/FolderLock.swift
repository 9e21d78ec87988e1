import Glibc
package import SystemPackage

/// Holds a vault for one command. The system lets go of it when the process ends, however it ends.
package struct FolderLock: ~Copyable, Sendable {
    private let number: FileNumber
    private let files: Files

    private init(number: FileNumber, files: Files) {
        self.number = number
        self.files = files
    }

    /// Locks the file `path`, which must be there; nil where somebody else still holds it after
    /// `patience`.
    ///
    /// - Throws: ``FileError``; with `.interrupted` where ``Files/goesOn`` ended the wait.
    package static func acquire(
        _ path: FilePath, patience: Duration, files: Files
    ) throws(FileError) -> FolderLock? {
        let lock = FolderLock(number: try open(path, files), files: files)
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        while true {
            let isHeld = try files.attempt(.lock, path) { () throws(Errno) in
                try files.calls.tryLock(lock.number)
            }
            if isHeld { return lock }
            if clock.now >= deadline { return nil }
            guard files.goesOn() else { throw FileError(.lock, path, .interrupted) }
            usleep(50_000)
        }
    }

    private static func open(_ path: FilePath, _ files: Files) throws(FileError) -> FileNumber {
        do {
            return try files.calls.open(path, flags: O_RDWR, mode: 0)
        } catch {
            // A vault on a read-only disk can be read; nobody can write to it meanwhile.
            guard error == .readOnlyFileSystem || error == .permissionDenied else {
                throw FileError(.lock, path, error)
            }
            return try files.attempt(.lock, path) { () throws(Errno) in
                try files.calls.open(path, flags: O_RDONLY, mode: 0)
            }
        }
    }

    deinit {
        files.calls.close(number)
    }
}
