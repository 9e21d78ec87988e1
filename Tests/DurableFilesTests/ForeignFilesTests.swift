import DurableFiles
import Glibc
import SystemPackage
import TestSupport
import Testing

/// What a test does to a path that has no way through `Files`.
private func run(_ call: Int32) { precondition(call == 0, "the test's own call works") }

@Suite("Files that others made")
struct ForeignFilesTests {
    @Test("what is no plain file is named, and neither opened nor waited for")
    func notFiles() throws {
        try withFolder { folder in
            run(mkfifo(folder.appending("pipe").string, 0o600))
            run(mkdir(folder.appending("folder").string, 0o700))
            run(symlink("pipe", folder.appending("link").string))
            for (path, kind) in [
                (folder.appending("pipe"), FileStatus.Kind.pipe),
                (folder.appending("folder"), .folder), (folder.appending("link"), .pipe),
                ("/dev/null", .device), ("/dev/zero", .device), ("/", .folder),
            ] {
                let calls = FaultyCalls()
                let error = #expect(throws: FileError.self) {
                    _ = try Files(calls: calls).openPlainFile(path)
                }
                #expect(error?.finding == .notFile(kind))
                #expect(calls.count(.open) == 0, "to open it could set it off")
            }
        }
    }

    @Test("what becomes a pipe between the look and the opening is refused, and hangs nothing")
    func swapped() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            try place([1], at: path)
            let calls = FaultyCalls { call in
                if call.kind == .open {
                    unlink(path.string)
                    run(mkfifo(path.string, 0o600))
                }
                return nil
            }
            let error = #expect(throws: FileError.self) {
                _ = try Files(calls: calls).openPlainFile(path)
            }
            #expect(error?.finding == .notFile(.pipe))
            #expect(calls.openFileCount == 0)
        }
    }

    @Test("a file that holds still gives its bytes; also an empty one, and by way of a link")
    func still() throws {
        try withFolder { folder in
            for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 300_000)] as [[UInt8]] {
                let path = folder.appending("file \(bytes.count)")
                try place(bytes, at: path)
                run(symlink(path.string, path.string + " link"))
                #expect(try Files().readPlainFile(path, limit: 1 << 20) == bytes)
                #expect(
                    try Files().readPlainFile(FilePath(path.string + " link"), limit: 1 << 20)
                        == bytes)
            }
        }
    }

    /// What somebody does to the file `path` once it was opened.
    enum Meddling: CaseIterable {
        case overwrite, append, cut, overwriteAndSetTimeBack

        func meddle(with path: FilePath) {
            var before = stat()
            run(stat(path.string, &before))
            let flags = O_WRONLY | (self == .append ? O_APPEND : 0)
            let file = open(path.string, flags)
            defer { close(file) }
            if self == .cut { return run(ftruncate(file, 5)) }
            precondition(write(file, "x", 1) == 1)
            if self == .overwriteAndSetTimeBack {
                let times = [before.st_atim, before.st_mtim]
                run(utimensat(AT_FDCWD, path.string, times, 0))
            }
        }
    }

    @Test(
        "a file that is written to while it is read is not taken, however soon after it was made",
        arguments: Meddling.allCases)
    func changing(meddling: Meddling) throws {
        try withFolder { folder in
            for round in 0..<20 {
                let path = folder.appending("file \(round)")
                try place([UInt8](repeating: 7, count: 100), at: path)
                let error = #expect(throws: FileError.self) {
                    var file = try Files().openPlainFile(path)
                    meddling.meddle(with: path)
                    _ = try file.readAll(limit: 1 << 20)
                }
                #expect(error?.finding == .changed)
            }
        }
    }

    @Test("a file that grows as fast as it is read is given up, not read for ever")
    func growing() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            try place([UInt8](repeating: 7, count: 5000), at: path)
            let calls = FaultyCalls { call in
                if call.kind == .read { Meddling.append.meddle(with: path) }
                return nil
            }
            let error = #expect(throws: FileError.self) {
                _ = try Files(calls: calls).readPlainFile(path, limit: .max)
            }
            #expect(error?.finding == .changed)
            #expect(calls.count(.read) < 5)
        }
    }

    @Test("a file that the system makes up as it is read is named")
    func madeUp() {
        let error = #expect(throws: FileError.self) {
            _ = try Files().readPlainFile("/proc/self/status", limit: 1 << 20)
        }
        #expect(error?.finding == .unmeasured)
    }

    @Test("names that are not UTF-8 are listed byte for byte, and lead to their files")
    func names() throws {
        try withFolder { folder in
            let name: [CChar] = [0x61, -1, 0x62, 0]
            let component = try #require(FilePath.Component(platformString: name))
            let path = folder.appending(component)
            let file = path.withPlatformString { open($0, O_WRONLY | O_CREAT | O_EXCL, 0o600) }
            precondition(write(file, [1, 2] as [UInt8], 2) == 2)
            close(file)
            try place([3], at: folder.appending("b\nc"))
            let found = try Files().components(in: folder)
            #expect(found.map(\.bytes) == [[0x61, 0xFF, 0x62], Array("b\nc".utf8)])
            #expect(try Files().read(folder.appending(found[0]), limit: 9) == [1, 2])
            #expect(try Files().status(of: path)?.byteCount == 2)
            #expect(path.bytes == folder.bytes + [0x2F, 0x61, 0xFF, 0x62])
            #expect(FilePath(bytes: path.bytes) == path)
            try Files().remove(path)
            #expect(try Files().names(in: folder) == ["b\nc"])
        }
    }

    @Test("a file's times are those of its contents, in nanoseconds")
    func times() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            try place([1], at: path)
            let times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 123_456_789)]
            run(utimensat(AT_FDCWD, path.string, times + times, 0))
            run(symlink("file", folder.appending("link").string))
            let link = try #require(try Files().statusFollowingLinks(of: folder.appending("link")))
            #expect(link.modificationTime == 1_000_000_000_123_456_789)
            #expect(link.changeTime > link.modificationTime)
            #expect(try Files().status(of: folder.appending("link"))?.kind == .link)
            #expect(try Files().statusFollowingLinks(of: folder.appending("none")) == nil)
        }
    }
}
