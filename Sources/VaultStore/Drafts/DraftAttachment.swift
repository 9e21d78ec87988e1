package import DurableFiles
public import Outside
import SafeSodium
public import SystemPackage

/// A file that is to be sealed with an account which is still being typed. The draft names it, and does not hold it.
public struct DraftAttachment: Hashable, Sendable {
    /// Where it is, from the root on.
    public let path: FilePath
    /// Its length when it was attached.
    public let byteCount: Int64
    /// When it was last changed by then: nanoseconds since 1970.
    let modificationTime: Int64
    /// SHA-256 of its first and last 64 KiB, in this order, which overlap in a short file.
    let ends: SHA256Hash

    private static let endByteCount = 64 << 10

    init(path: FilePath, byteCount: Int64, modificationTime: Int64, ends: SHA256Hash) {
        self.path = path
        self.byteCount = byteCount
        self.modificationTime = modificationTime
        self.ends = ends
    }

    /// Looks at a file.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it is not a plain file that can be read.
    public init(
        _ path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        do {
            let file = try surroundings.files.openPlainFile(path)
            let status = try file.status()
            let start = try file.read(from: 0, count: Self.endByteCount)
            let end = try file.read(
                from: max(0, status.byteCount - Int64(Self.endByteCount)),
                count: Self.endByteCount)
            self.init(
                path: path, byteCount: status.byteCount,
                modificationTime: status.modificationTime,
                ends: SHA256Hash(of: start + end))
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    /// That it is another file by now.
    package var changed: VaultError {
        VaultError(DraftReason.attachmentChanged, about: .file(path))
    }

    /// Whether a file has the length and the time of change that it had.
    package func isSame(as status: FileStatus) -> Bool {
        status.byteCount == byteCount && status.modificationTime == modificationTime
    }

    /// Why it is not the file any more that was attached; nil where it is.
    public func change(_ surroundings: Surroundings = Surroundings()) -> VaultError? {
        do throws(VaultError) {
            if try DraftAttachment(path, surroundings: surroundings) == self { return nil }
            return changed
        } catch {
            return error
        }
    }
}
