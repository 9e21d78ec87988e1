public import AgeFile
import DurableFiles
public import Passphrases
import SafeSodium

extension VaultPassphrase {
    /// Reads the first line of a file, without its end: for scripts.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it cannot be read, is no text in UTF-8, is
    ///   empty, or its first line is longer than `VaultPassphrase.maximumByteCount`.
    public static func read(
        from stream: AgeFiles.Stream, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> VaultPassphrase {
        do {
            var bytes: [UInt8]
            switch stream {
            case .standard:
                var input = ReadableFile.standardInput(surroundings.files)
                bytes = try input.readAll(limit: fileLimit)
            case .file(let path): bytes = try surroundings.files.read(path, limit: fileLimit)
            }
            return try VaultPassphrase(fileBytes: &bytes)
        } catch let problem as PassphraseProblem {
            throw VaultError(.refused, "the passphrase file \(problem)", hint: problem.advice)
        } catch {
            throw VaultError(error).about("the passphrase file")
        }
    }

    /// The most bytes of a file that are read; what follows the first line is not used.
    private static let fileLimit = 64 << 10

    /// The same passphrase for an age file of its own: as it was typed; to open one, also as a vault takes it.
    ///
    /// - Parameter isWanted: asked while scrypt runs; false ends it.
    public borrowing func forAgeFile(
        while isWanted: @escaping @Sendable () -> Bool = { true }
    ) -> Passphrase {
        Passphrase(copying: typed.bytes, orElse: secret.bytes, while: isWanted)
    }
}
