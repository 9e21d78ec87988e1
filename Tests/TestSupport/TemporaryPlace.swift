package import Foundation
package import SystemPackage

/// The one folder into which the tests of a process write. It goes when the process ends, also by a trap or a
/// signal: then `Tests/clean-up` removes it, which notices that nobody holds the pipe to it any more.
package enum TemporaryPlace {
    package static let folder: FilePath = {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "amanat-tests-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: false)
            try watch(path)
        } catch {
            fatalError("no temporary folder for the tests: \(error)")
        }
        atexit { try? FileManager.default.removeItem(atPath: TemporaryPlace.folder.string) }
        return FilePath(path)
    }()

    /// The name of something new in the folder.
    package static func path(_ kind: String) -> FilePath {
        folder.appending("\(kind)-\(UUID().uuidString)")
    }

    /// The same, where nothing else of the system's paths is wanted.
    package static func url(_ kind: String) -> URL { URL(filePath: path(kind).string) }

    /// Held as long as this process lives.
    private static let pipe = Pipe()

    private static func watch(_ path: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let watcher = Process()
        watcher.executableURL = tests.appending(path: "clean-up")
        watcher.arguments = [path]
        watcher.standardInput = pipe
        try watcher.run()
        try pipe.fileHandleForReading.close()
    }
}
