package import Foundation

/// Vectors for tests: a few of our own, in `Tests/Vectors`, and the published ones of the same forms, which are kept
/// out of the repository: in `$AMANAT_VECTORS`, else in `../shared/vectors` beside the package.
package enum TestVectors {
    /// Whose they are.
    package enum Source: Sendable {
        case own, published
    }

    /// Those that are there.
    package static let sources: [Source] = published == nil ? [.own] : [.own, .published]

    private static let own: URL = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Vectors")

    /// nil where there are none; then that is printed once.
    private static let published: URL? = {
        let given = ProcessInfo.processInfo.environment["AMANAT_VECTORS"]
        let package = own.deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            given.map { URL(filePath: $0) }
            ?? package.deletingLastPathComponent().appending(path: "shared/vectors")
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("No test vectors at \(folder.path): set AMANAT_VECTORS. Their tests are skipped.")
        return nil
    }()

    /// Whether the published ones are there.
    package static var areThere: Bool { published != nil }

    private static func folder(_ source: Source) -> URL? {
        source == .own ? own : published
    }

    /// All files below a folder of all sources.
    package static func files(in name: String) -> [URL] {
        sources.flatMap { files(in: name, $0) }
    }

    /// All files below a folder, in the order of their names.
    package static func files(in name: String, _ source: Source) -> [URL] {
        guard let folder = folder(source)?.appending(path: name),
            let found = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return found.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }
            .sorted { $0.path < $1.path }
    }

    /// Decodes a file of JSON.
    package static func read<Value: Decodable>(
        _ type: Value.Type, _ name: String, _ source: Source
    ) throws -> Value {
        guard let folder = folder(source) else { throw CocoaError(.fileNoSuchFile) }
        return try JSONDecoder().decode(
            type, from: Data(contentsOf: folder.appending(path: name)))
    }
}
