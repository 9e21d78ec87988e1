package import Foundation

/// The published vectors, kept out of the repository: in `$AMANAT_VECTORS`, else in
/// `../shared/vectors` beside the package.
package enum TestVectors {
    /// nil where there are none; then that is printed once.
    package static let folder: URL? = {
        let given = ProcessInfo.processInfo.environment["AMANAT_VECTORS"]
        let package = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            given.map { URL(filePath: $0) }
            ?? package.deletingLastPathComponent().appending(path: "shared/vectors")
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("No test vectors at \(folder.path): set AMANAT_VECTORS. Their tests are skipped.")
        return nil
    }()

    package static var areThere: Bool { folder != nil }

    /// All files below a folder, in the order of their names.
    package static func files(in name: String) -> [URL] {
        guard let folder = folder?.appending(path: name),
            let found = FileManager.default.enumerator(
                at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        else { return [] }
        return found.compactMap { $0 as? URL }.filter { !$0.hasDirectoryPath }
            .sorted { $0.path < $1.path }
    }

    /// Decodes a file of JSON.
    package static func read<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return try JSONDecoder().decode(
            type, from: Data(contentsOf: folder.appending(path: name)))
    }
}
