import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("The lock of a folder")
struct FolderLockTests {
    /// Whether the lock can be had at once; it is let go of again.
    func isFree(_ path: FilePath, _ calls: FaultyCalls = FaultyCalls()) throws -> Bool {
        let lock = try FolderLock.acquire(path, patience: .zero, files: Files(calls: calls))
        switch consume lock {
        case .some: return true
        case nil: return false
        }
    }

    func whileHeld(_ path: FilePath, _ body: () throws -> Void) throws {
        let lock = try FolderLock.acquire(path, patience: .zero, files: Files())
        guard let lock else {
            Issue.record("the lock is not free")
            return
        }
        try body()
        _ = consume lock
    }

    @Test("a lock excludes everybody else while it is held, and nobody after")
    func exclusion() throws {
        try withFolder { folder in
            let path = folder.appending("lock")
            try place([], at: path)
            try whileHeld(path) {
                let calls = FaultyCalls()
                let isFree = try isFree(path, calls)
                #expect(!isFree)
                #expect(calls.openFileCount == 0)
            }
            #expect(try isFree(path))
            #expect(try isFree(path))
        }
    }

    @Test("whoever has patience tries again until the lock is free")
    func patience() throws {
        try withFolder { folder in
            let path = folder.appending("lock")
            try place([], at: path)
            try whileHeld(path) {
                let calls = FaultyCalls()
                let lock = try FolderLock.acquire(
                    path, patience: .milliseconds(60), files: Files(calls: calls))
                let isHeld = if case .some = consume lock { true } else { false }
                #expect(!isHeld)
                #expect(calls.count(.tryLock) >= 2)
            }
        }
    }

    @Test(
        "a vault that cannot be written to is locked for reading",
        arguments: [Errno.readOnlyFileSystem, .permissionDenied])
    func readOnly(code: Errno) throws {
        try withFolder { folder in
            let path = folder.appending("lock")
            try place([], at: path)
            let calls = FaultyCalls(.open, code, number: 1)
            #expect(try isFree(path, calls))
            #expect(calls.count(.open) == 2)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("a lock that is not there, or that cannot be locked, is an error and not busy")
    func errors() throws {
        try withFolder { folder in
            let path = folder.appending("lock")
            #expect(throws: FileError(.lock, path, .noSuchFileOrDirectory)) { try isFree(path) }
            #expect(try contents(of: folder).isEmpty)
            try place([], at: path)
            let calls = FaultyCalls(.tryLock, .ioError)
            #expect(throws: FileError(.lock, path, .ioError)) { try isFree(path, calls) }
            #expect(calls.openFileCount == 0)
        }
    }
}
