import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import DurableFiles

@Suite("A disk in memory and the kernel's")
struct CrashDiskTwinTests {
    /// Runs the same calls on both.
    struct Twins {
        let disk = CrashDisk()
        let kernel = Kernel()
        let folder: FilePath
        var files: [(disk: FileNumber, kernel: FileNumber)] = []

        /// The two results, or errors, as text.
        func compare<Result>(
            _ call: (any SystemCalls, _ root: FilePath) throws -> Result
        ) -> (String, String) {
            func text(_ calls: any SystemCalls, _ root: FilePath) -> String {
                do {
                    return "\(try call(calls, root))"
                } catch {
                    return "\(error)"
                }
            }
            return (text(disk, "/"), text(kernel, folder))
        }
    }

    static let paths: [FilePath] = ["a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "a/b"]
    static let flags: [Int32] = [
        O_RDONLY, O_RDWR, O_WRONLY, O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_EXCL,
        O_RDWR | O_CREAT | O_APPEND, O_RDONLY | O_DIRECTORY, O_RDWR | 0o20_200_000,
    ]

    @Test("the same calls have the same results and errors on both")
    func sameResults() throws {
        var generator = SeededGenerator(for: "twins")
        for _ in 0..<40 {
            try withFolder { folder in
                var twins = Twins(folder: folder)
                defer {
                    for file in twins.files { twins.kernel.close(file.kernel) }
                }
                for number in 0..<150 {
                    let (what, found) = step(&twins, &generator)
                    #expect(found.0 == found.1, "call \(number): \(what)")
                    if found.0 != found.1 { return }
                }
            }
        }
    }

    private func step(
        _ twins: inout Twins, _ generator: inout SeededGenerator
    ) -> (String, (String, String)) {
        func any<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: elements.indices, using: &generator)]
        }
        let (path, other, found) = (any(Self.paths), any(Self.paths), any(Self.paths + ["."]))
        let bytes = generator.bytes(Int.random(in: 0..<700, using: &generator))
        let place = Int64.random(in: 0..<900, using: &generator)
        let what = Int.random(in: 0..<12, using: &generator)
        switch what {
        case 0, 1: return ("open \(found)", open(&twins, found, any(Self.flags)))
        case 2:
            return (
                "make folder \(path)",
                twins.compare { try $0.makeFolder($1 + path, mode: 0o700) }
            )
        case 3: return ("remove \(path)", twins.compare { try $0.unlink($1 + path) })
        case 4:
            let isReplacing = Bool.random(using: &generator)
            return (
                "rename \(path) to \(other), \(isReplacing)",
                twins.compare { try $0.rename($1 + path, to: $1 + other, replacing: isReplacing) }
            )
        case 5:
            return ("names of \(found)", twins.compare { try $0.names(in: $1 + found).sorted() })
        case 6:
            return (
                "status of \(found)",
                twins.compare { calls, root in
                    let status = try calls.status(of: root + found)
                    return status.kind == .folder ? "a folder" : "\(status.byteCount)"
                }
            )
        default: break
        }
        guard !twins.files.isEmpty else { return ("nothing", ("", "")) }
        let file = any(twins.files)
        func compare<Result>(_ call: (any SystemCalls, FileNumber) throws -> Result) -> (
            String, String
        ) {
            twins.compare { calls, _ in
                try call(calls, calls is CrashDisk ? file.disk : file.kernel)
            }
        }
        switch what {
        case 7: return ("write", compare { try $0.write($1, bytes.span) })
        case 8: return ("cut", compare { try $0.truncate($1, to: place) })
        case 9: return ("read", compare { try read($0, $1, bytes.count, at: nil) })
        case 10: return ("read at \(place)", compare { try read($0, $1, bytes.count, at: place) })
        default:
            return (
                "link \(path)",
                twins.compare { calls, root in
                    try calls.link(calls is CrashDisk ? file.disk : file.kernel, to: root + path)
                }
            )
        }
    }

    private func open(_ twins: inout Twins, _ path: FilePath, _ flags: Int32) -> (String, String) {
        var numbers: [FileNumber] = []
        let found = twins.compare { calls, root in
            numbers.append(try calls.open(root + path, flags: flags, mode: 0o700))
        }
        if numbers.count == 2 { twins.files.append((numbers[0], numbers[1])) }
        return found
    }

    private func read(
        _ calls: any SystemCalls, _ file: FileNumber, _ byteCount: Int, at offset: Int64?
    ) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: byteCount)
        var span = buffer.mutableSpan
        let count =
            if let offset {
                try calls.read(file, at: offset, into: &span)
            } else {
                try calls.read(file, into: &span)
            }
        return Array(buffer[..<count])
    }

    @Test("a full disk takes what fits, and then no more")
    func fullDisk() throws {
        let disk = CrashDisk()
        disk.freeByteCount = 5
        let file = try disk.open("/file", flags: O_RDWR | O_CREAT, mode: 0o600)
        #expect(try disk.write(file, [UInt8]("after".utf8).span) == 5)
        #expect(throws: Errno.noSpace) { try disk.write(file, [1].span) }
        #expect(try disk.freeByteCount(of: "/file") == 0)
        disk.freeByteCount = 1
        #expect(try disk.write(file, [UInt8](repeating: 1, count: 9).span) == 1)
        try disk.unlink("/file")
        #expect(try disk.freeByteCount(of: "/") == 0)
        disk.close(file)
        #expect(try disk.freeByteCount(of: "/") == 6)
    }

    @Test("a lock is held until its file is closed")
    func lock() throws {
        let disk = CrashDisk()
        let files = try (0..<2).map { _ in
            try disk.open("/lock", flags: O_RDWR | O_CREAT, mode: 0o600)
        }
        #expect(try disk.tryLock(files[0]))
        #expect(try disk.tryLock(files[0]))
        #expect(try !disk.tryLock(files[1]))
        disk.close(files[0])
        #expect(try disk.tryLock(files[1]))
        #expect(disk.openFileCount == 1)
    }
}

/// A path below a root.
private func + (root: FilePath, path: FilePath) -> FilePath { root.pushing(path) }
