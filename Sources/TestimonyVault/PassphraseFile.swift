public import AgeFile
import DurableFiles
public import Passphrases
import SafeSodium

extension VaultPassphrase {
    /// Reads the first line of a file, without its end: for scripts.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it cannot be read, or is longer than
    ///   `VaultPassphrase.maximumByteCount`.
    public static func read(
        from stream: AgeFiles.Stream, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> VaultPassphrase {
        do {
            let limit = maximumByteCount + 2
            var bytes: [UInt8]
            switch stream {
            case .standard:
                var input = ReadableFile.standardInput(surroundings.files)
                bytes = try input.readAll(limit: limit)
            case .file(let path): bytes = try surroundings.files.read(path, limit: limit)
            }
            defer { bytes.wipe() }
            var line = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            return VaultPassphrase(wiping: &line)
        } catch {
            throw VaultError(error).about("the passphrase file")
        }
    }

    /// The same passphrase for an age file of its own: as it was typed; to open one, also as a vault takes it.
    ///
    /// - Parameter isWanted: asked while scrypt runs; false ends it.
    public borrowing func forAgeFile(
        while isWanted: @escaping @Sendable () -> Bool = { true }
    ) -> Passphrase {
        Passphrase(copying: secret.bytes, orElse: secret.bytes, while: isWanted)
    }
}
