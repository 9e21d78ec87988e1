import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite("Making durable")
struct SyncingTests {
    static let bytes = [UInt8](1...100)

    @Test(
        "what is written behind a sync is synced again at publication, and nothing is synced twice")
    func syncsAgain() throws {
        for (isWrittenOn, count) in [(true, 2), (false, 1)] {
            try withFolder { folder in
                let calls = FaultyCalls()
                var file = try Files(calls: calls).createNew(
                    at: folder.appending("file"), temporaryName: ".part")
                try file.write(Self.bytes.span)
                try file.sync()
                if isWrittenOn { try file.write(Self.bytes.span) }
                try file.publish()
                #expect(calls.count(.fsync) == count)
            }
        }
    }

    @Test("a file that is published for a later sync of all is not synced by itself")
    func unsynced() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            let files = Files(calls: calls)
            var file = try files.createNew(at: folder.appending("file"), temporaryName: ".part")
            try file.write(Self.bytes.span)
            try file.publishUnsynced()
            #expect(calls.count(.fsync) + calls.count(.fsyncFolder) == 0)
            try files.syncFileSystem(of: folder)
            #expect(calls.count(.syncfs) == 1)
            #expect(try contents(of: folder) == ["file": Self.bytes])
            #expect(throws: FileError(.link, folder.appending("file"), .fileExists)) {
                try files.createNew(at: folder.appending("file"), temporaryName: ".part")
                    .publishUnsynced()
            }
            #expect(try contents(of: folder) == ["file": Self.bytes])
        }
    }

    @Test("an fsync that fails is passed on, and never tried again")
    func failedSync() throws {
        try withFolder { folder in
            let calls = FaultyCalls(.fsync, .ioError, number: 1)
            let path = folder.appending("file")
            #expect(throws: FileError(.sync, path, .ioError)) {
                var file = try Files(calls: calls).createNew(at: path, temporaryName: ".part")
                try file.write(Self.bytes.span)
                try file.publish()
            }
            #expect(calls.count(.fsync) == 1)
            let left = try contents(of: folder)
            #expect(left.isEmpty)
        }
    }

    @Test("after a sync that failed no later one is believed, and the file gets no name")
    func failedForGood() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            for isWrittenOn in [false, true] {
                let calls = FaultyCalls(.fsync, .ioError, number: 1)
                var file = try Files(calls: calls).createNew(at: path, temporaryName: ".part")
                try file.write(Self.bytes.span)
                var errors: [FileError] = []
                do throws(FileError) { try file.sync() } catch { errors.append(error) }
                if isWrittenOn { try file.write(Self.bytes.span) }
                // The disk would say yes now: the kernel counts the pages as clean.
                do throws(FileError) { try file.sync() } catch { errors.append(error) }
                do throws(FileError) { try file.publish() } catch { errors.append(error) }
                #expect(
                    errors == [FileError](repeating: FileError(.sync, path, .ioError), count: 3))
                #expect(calls.count(.fsync) == 1)
                #expect(try contents(of: folder).isEmpty)
            }
        }
    }

    @Test("after a failed write-behind no sync is believed")
    func failedWriteBehind() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            let calls = FaultyCalls { $0.kind == .finishWriteback ? .ioError : nil }
            var file = try Files(calls: calls).createNew(at: path, temporaryName: ".part")
            let piece = [UInt8](repeating: 1, count: 1 << 20)
            var errors: [FileError] = []
            do throws(FileError) {
                for _ in 0..<200 { try file.write(piece.span) }
            } catch { errors.append(error) }
            do throws(FileError) { try file.sync() } catch { errors.append(error) }
            do throws(FileError) { try file.publish() } catch { errors.append(error) }
            #expect(errors == [FileError](repeating: FileError(.sync, path, .ioError), count: 3))
            #expect(calls.count(.fsync) == 0)
            #expect(try contents(of: folder).isEmpty)
        }
    }

    @Test(
        "a folder that cannot be synced on its file system is no error",
        arguments: [
            Errno.invalidArgument, .notSupported, .badFileDescriptor, .noFunction,
            .inappropriateIOCTLForDevice,
        ])
    func unsyncableFolder(code: Errno) throws {
        try withFolder { folder in
            let calls = FaultyCalls(.fsyncFolder, code)
            let files = Files(calls: calls)
            try files.syncFolder(folder)
            try files.replaceAtomically(folder.appending("file"), with: Self.bytes.span)
            #expect(calls.count(.fsyncFolder) == 2)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("a folder's sync that fails is passed on", arguments: [Errno.ioError, .noSpace])
    func failedFolderSync(code: Errno) throws {
        try withFolder { folder in
            let calls = FaultyCalls(.fsyncFolder, code)
            let files = Files(calls: calls)
            #expect(throws: FileError(.sync, folder, code)) { try files.syncFolder(folder) }
            #expect(throws: FileError(.sync, folder, code)) {
                try files.replaceAtomically(folder.appending("file"), with: Self.bytes.span)
            }
            #expect(calls.count(.fsyncFolder) == 2)
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("a sync of the whole file system that fails is passed on")
    func failedFileSystemSync() throws {
        try withFolder { folder in
            let calls = FaultyCalls(.syncfs, .ioError)
            #expect(throws: FileError(.sync, folder, .ioError)) {
                try Files(calls: calls).syncFileSystem(of: folder)
            }
            #expect(calls.count(.syncfs) == 1)
            #expect(calls.openFileCount == 0)
        }
    }
}
