import AtRest
import DurableFiles
import Journal
import Passphrases
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

/// Makes a vault's folder. The marker comes last: before it, the folder is no vault.
struct VaultMaker {
    private let layout: VaultLayout
    private let surroundings: Surroundings
    private var files: Files { surroundings.files }

    init(_ layout: VaultLayout, _ surroundings: Surroundings) {
        self.layout = layout
        self.surroundings = surroundings
    }

    func make(
        role: Role, name: String, passphrase: borrowing VaultPassphrase, cost: KeyCost
    ) throws(VaultError) -> Card {
        let identity = try asVault {
            try DeviceIdentity(newFor: name, role: role, at: surroundings.now())
        }
        let masterKey = SecretBytes.random(byteCount: KeySlots.masterKeyByteCount)
        let slots: KeySlots
        do {
            slots = try KeySlots(
                wrapping: masterKey, under: passphrase.secret, cost: cost.argon2)
        } catch {
            throw VaultError(error)
        }
        let core = VaultCore(
            layout: layout, surroundings: surroundings, keys: VaultKeys(masterKey: masterKey),
            identity: identity)
        let made = try asVault { try makeFolder() }
        do {
            try write(core, slots)
        } catch {
            // What cannot be finished would stand in the way of the next attempt.
            removeAll(made)
            throw VaultError(error)
        }
        return core.card
    }

    private func write(_ core: VaultCore, _ slots: KeySlots) throws {
        for folder in [layout.objects, layout.received, layout.sealing, layout.logs] {
            try files.makeFolder(folder)
        }
        let empty: [UInt8] = []
        try files.replaceAtomically(layout.lock, with: empty.span)
        let encoded = slots.encoded
        try files.replaceAtomically(layout.keySlots, with: encoded.span)
        let contents = try core.identity.encoded()
        try core.boxes.write(VaultLayout.identityBox, contents.bytes)
        let state = LogState(
            frontier: Frontier(), checkpoint: core.signedCheckpoint(Frontier()).encoded)
        try Journal.create(at: core.journalPlace, log: core.card.key.name, state: state)
        try core.write(People())
        try core.write(BundleBook())
        core.settleReserve()
        let marker = VaultLayout.markerText
        try files.replaceAtomically(layout.marker, with: marker.span)
    }

    /// Makes the vault's folder, which must be empty or not there. Those that were made.
    private func makeFolder() throws -> [FilePath] {
        if try files.status(of: layout.root) != nil {
            let present = try files.names(in: layout.root)
            guard !present.contains("amanat-vault") else {
                throw VaultError(.refused, "there is a vault at \(layout.root) already")
            }
            guard present.isEmpty else {
                throw VaultError(
                    .refused, "the folder \(layout.root) is not empty",
                    hint: "a vault wants a folder of its own")
            }
        }
        let made = try files.makeFolders(layout.root)
        try files.makePrivate(layout.root)
        return made
    }

    private func removeAll(_ folders: [FilePath]) {
        let journal = layout.root.appending(VaultLayout.journalName)
        for folder in [journal, layout.root] {
            for name in (try? files.names(in: folder)) ?? [] {
                try? files.remove(folder.appending(name))
            }
        }
        try? files.remove(journal)
        for folder in folders.reversed() { try? files.remove(folder) }
    }
}
