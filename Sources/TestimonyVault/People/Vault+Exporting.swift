import AgeFile
import DurableFiles
public import Passphrases
import Statements
public import SystemPackage

extension Vault {
    /// The vault's opening key as an age identity, for standard tools. Whoever has it opens
    /// everything that was sealed to this vault.
    ///
    /// Key slots and the identity's box are enough for it: damage elsewhere does not lock the key
    /// away.
    ///
    /// - Throws: ``VaultError``: as ``open(at:with:surroundings:)``; `refused` where the file is
    ///   there.
    public static func exportIdentity(
        at path: FilePath, with passphrase: borrowing VaultPassphrase,
        to output: AgeFiles.Stream, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let layout = VaultLayout(path)
        let lock = try acquireLock(layout, surroundings)
        defer { extendLifetime(lock) }
        let core = try VaultCore.unlock(layout, passphrase, surroundings)
        try AgeFiles(surroundings).write(core.identity.openingIdentity, to: output)
    }

    /// Checks, without a passphrase, that a card can be written: that nothing is there but perhaps a card.
    ///
    /// - Throws: ``VaultError``: `refused`; `disk`.
    public static func requireCardFile(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try asVault {
            try surroundings.files.requireFolder(of: path)
            guard let status = try surroundings.files.status(of: path) else { return }
            let isCard =
                status.kind == .file
                && (try? readCard(at: path, surroundings: surroundings)) != nil
            if !isCard { throw isThere(path) }
        }
    }

    private static func isThere(_ path: FilePath) -> VaultError {
        VaultError(
            .refused, "\(path.shown) is there already: nothing is overwritten",
            hint: "name another file")
    }

    /// Writes the vault's card. A file that is there is replaced only by the same vault's card.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where something else is there.
    public func exportCard(to path: FilePath) throws(VaultError) {
        let encoded = card.encoded
        try asVault {
            let files = core.files
            if try files.status(of: path) != nil {
                if (try? files.read(path, limit: Card.maximumByteCount)) == encoded { return }
                throw Self.isThere(path)
            }
            try core.surroundings.writeNew(path, encoded.span)
        }
    }

    /// The vault's card, as it travels.
    public var cardText: String { String(decoding: card.encoded, as: UTF8.self) }
}
