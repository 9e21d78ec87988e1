import DurableFiles
public import Outside
public import Passphrases

extension VaultPassphrase {
    /// Reads the first line of a file, without its end: for scripts.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where it cannot be read, is no text in UTF-8, is
    ///   empty, or its first line is longer than `VaultPassphrase.maximumByteCount`.
    public static func read(
        from input: Input, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> VaultPassphrase {
        do {
            var bytes = try input.readAll(surroundings.files, limit: fileLimit)
            return try VaultPassphrase(fileBytes: &bytes)
        } catch {
            throw VaultError(wrapping: error).about(.passphraseFile)
        }
    }

    /// The most bytes of a file that are read; what follows the first line is not used.
    private static let fileLimit = 64 << 10
}
