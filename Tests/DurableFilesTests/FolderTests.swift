import DurableFiles
import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite("Folders and names")
struct FolderTests {
    @Test("a status tells files, folders and other things apart, and follows no link")
    func status() throws {
        try withFolder { folder in
            let files = Files()
            let file = folder.appending("file")
            try place([1, 2, 3], at: file)
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending("link").string, withDestinationPath: file.string)
            let status = try #require(try files.status(of: file))
            #expect(status.kind == .file && status.byteCount == 3)
            #expect(try files.status(of: folder)?.kind == .folder)
            #expect(try files.status(of: folder.appending("link"))?.kind == .link)
            #expect(try files.status(of: folder.appending("nothing")) == nil)
            #expect(try files.status(of: file.appending("below a file")) == nil)
        }
    }

    @Test("a look that fails is not taken for nothing there")
    func failedLook() throws {
        try withFolder { folder in
            let files = Files(calls: FaultyCalls(.statusOfPath, .ioError))
            #expect(throws: FileError(.inspect, folder, .ioError)) { try files.status(of: folder) }
        }
    }

    @Test("names come sorted, hidden ones among them, and without the folder and its parent")
    func names() throws {
        try withFolder { folder in
            for name in ["b", ".hidden", "a", "ж"] { try place([], at: folder.appending(name)) }
            #expect(try Files().names(in: folder) == [".hidden", "a", "b", "ж"])
            let nothing = folder.appending("nothing")
            #expect(throws: FileError(.list, nothing, .noSuchFileOrDirectory)) {
                try Files().names(in: nothing)
            }
        }
    }

    @Test("a folder is made once, its name made durable, and made again without complaint")
    func makingFolders() throws {
        try withFolder { folder in
            let calls = FaultyCalls()
            let files = Files(calls: calls)
            let path = folder.appending("new")
            try files.makeFolder(path)
            #expect(calls.kinds == [.makeFolder, .open, .fsyncFolder])
            try place([1], at: path.appending("file"))
            try files.makeFolder(path)
            #expect(try contents(of: path) == ["file": [1]])
        }
    }

    @Test("no folder is made where a file is, or below what is not there")
    func noFolder() throws {
        try withFolder { folder in
            let (file, below) = (folder.appending("file"), folder.appending("no/new"))
            try place([1], at: file)
            #expect(throws: FileError(.create, file, .fileExists)) { try Files().makeFolder(file) }
            #expect(throws: FileError(.create, below, .noSuchFileOrDirectory)) {
                try Files().makeFolder(below)
            }
        }
    }

    @Test("nobody else may read what is made: folders have mode 0700, files 0600")
    func modes() throws {
        func mode(_ path: FilePath) -> UInt32 {
            var status = stat()
            return lstat(path.string, &status) == 0 ? status.st_mode & 0o777 : 0
        }
        for keeping in Keeping.allCases {
            try withFolder { folder in
                let files = Files(calls: FaultyCalls(failing: keeping.failing()))
                try files.makeFolder(folder.appending("folder"))
                try files.replaceAtomically(folder.appending("box"), with: [1].span)
                try files.createNew(at: folder.appending("new"), temporaryName: ".part").publish()
                _ = try files.openForAppending(folder.appending("segment")).byteCount
                #expect(mode(folder.appending("folder")) == 0o700)
                for name in ["box", "new", "segment"] {
                    #expect(mode(folder.appending(name)) == 0o600)
                }
            }
        }
    }

    @Test("a file moves to a free name only, also where renames know no flags")
    func moving() throws {
        for rule in [Keeping.nameless.failing(), Keeping.namedWithoutFlags.failing()] {
            try withFolder { folder in
                let files = Files(calls: FaultyCalls(failing: rule))
                let (old, new) = (folder.appending("old"), folder.appending("new"))
                try place([1], at: old)
                try files.move(old, to: new)
                #expect(try contents(of: folder) == ["new": [1]])
                try place([2], at: old)
                #expect(throws: FileError(.rename, old, .fileExists)) {
                    try files.move(old, to: new)
                }
                #expect(try contents(of: folder) == ["new": [1], "old": [2]])
            }
        }
    }

    @Test("a file is removed, and one that is not there is no error")
    func removing() throws {
        try withFolder { folder in
            let path = folder.appending("file")
            try place([1], at: path)
            try Files().remove(path)
            #expect(try contents(of: folder).isEmpty)
            try Files().remove(path)
            #expect(throws: FileError(.remove, path, .ioError)) {
                try Files(calls: FaultyCalls(.unlink, .ioError)).remove(path)
            }
        }
    }
}
