import AtRest
import DurableFiles
import Journal
import SystemPackage

/// Where the copies of other devices' logs lie.
package struct LogShelf: Sendable {
    private let vault: FilePath
    private let keys: VaultKeys
    private let files: Files

    init(_ vault: FilePath, _ keys: VaultKeys, _ files: Files) {
        self.vault = vault
        self.keys = keys
        self.files = files
    }

    /// The copy's path in the vault.
    func name(ofDevice device: String) -> String {
        "\(VaultLayout.logsName)/\(keys.hiddenName(for: device))"
    }

    func place(ofDevice device: String) -> JournalPlace {
        JournalPlace(
            vault: vault, name: name(ofDevice: device), keys: keys, files: files, isGapless: false)
    }
}
