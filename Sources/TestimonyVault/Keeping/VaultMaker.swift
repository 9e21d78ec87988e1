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
            try files.makePrivate(layout.root)
            try write(core, slots)
        } catch {
            // What cannot be finished would stand in the way of the next attempt.
            removeAll()
            for folder in made.reversed() { try? files.remove(folder) }
            throw VaultError(error)
        }
        return core.card
    }

    private func write(_ core: VaultCore, _ slots: KeySlots) throws {
        let empty: [UInt8] = []
        try files.replaceAtomically(layout.unfinished, with: empty.span)
        for folder in [layout.objects, layout.received, layout.sealing, layout.logs] {
            try files.makeFolder(folder)
        }
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
        try files.remove(layout.unfinished)
        try files.syncFolder(layout.root)
    }

    /// Makes the vault's folder, which must be empty or not there. Those that were made.
    private func makeFolder() throws -> [FilePath] {
        if try files.status(of: layout.root) != nil {
            let present = try files.names(in: layout.root)
            guard !present.contains("amanat-vault") else {
                throw VaultError(.refused, "there is a vault at \(layout.root) already")
            }
            // What a killed `init` left is no vault, and holds nothing.
            if present.contains(layout.unfinished.lastComponent?.string ?? "") { removeAll() }
            files.removeLeftovers(in: layout.root)
            guard try files.names(in: layout.root).isEmpty else {
                throw VaultError(
                    .refused, "the folder \(layout.root) is not empty",
                    hint: "a vault wants a folder of its own")
            }
        }
        return try files.makeFolders(layout.root)
    }

    /// Removes what belongs to a vault that was never finished: folders only where they are empty, so that nothing
    /// that was sealed can go by it. The mark that it is unfinished goes last.
    private func removeAll() {
        let journal = layout.root.appending(VaultLayout.journalName)
        let unfinished = layout.unfinished.lastComponent?.string
        for folder in [journal, layout.root] {
            for name in (try? files.names(in: folder)) ?? [] where name != unfinished {
                try? files.remove(folder.appending(name))
            }
        }
        try? files.remove(journal)
        try? files.remove(layout.unfinished)
    }
}
