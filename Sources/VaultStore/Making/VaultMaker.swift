import AtRest
import DurableFiles
import Journal
package import Outside
package import Passphrases
import SafeSodium
package import Statements
import SystemPackage
import TransparencyLog

/// Makes a vault's folder. The marker comes last: before it, the folder is no vault.
package struct VaultMaker {
    private let layout: VaultLayout
    private let surroundings: Surroundings
    private var files: Files { surroundings.files }

    package init(_ layout: VaultLayout, _ surroundings: Surroundings) {
        self.layout = layout
        self.surroundings = surroundings
    }

    /// Checks what must hold before a vault can be made.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`; `disk`.
    package func require(role: Role, name: String, cost: KeyCost) throws(VaultError) {
        guard role != .keeper else { throw VaultError(StoreReason.keeperNotMade) }
        try asVault {
            try Self.requireFree(layout, files)
            _ = try DeviceIdentity(newFor: name, role: role, at: surroundings.now())
        }
        try cost.requireMemory(surroundings)
    }

    /// Makes the vault, and its owner's card.
    package func make(
        role: Role, name: String, passphrase: borrowing VaultPassphrase, cost: KeyCost
    ) throws(VaultError) -> Card {
        let identity = try asVault {
            try DeviceIdentity(newFor: name, role: role, at: surroundings.now())
        }
        let masterKey = SecretBytes.random(byteCount: KeySlots.masterKeyByteCount)
        let slots: KeySlots
        do {
            slots = try KeySlots(
                wrapping: masterKey, under: passphrase.secret, cost: cost.argon2,
                at: surroundings.secondsNow, surroundings.derivation(.deriving))
        } catch {
            throw VaultError(wrapping: error)
        }
        let core = Unlocked(
            layout, surroundings, VaultKeys(masterKey: masterKey), identity)
        let made = try asVault { try makeFolder() }
        do {
            try files.makePrivate(layout.root)
            try write(core, slots)
        } catch {
            // What cannot be finished would stand in the way of the next attempt.
            removeAll()
            for folder in made.reversed() { try? files.remove(folder) }
            throw VaultError(wrapping: error)
        }
        return core.card
    }

    private func write(_ core: Unlocked, _ slots: KeySlots) throws {
        let empty: [UInt8] = []
        try files.replaceAtomically(layout.unfinished, with: empty.span)
        for folder in layout.folders {
            try files.makeFolder(folder)
        }
        try files.replaceAtomically(layout.lock, with: empty.span)
        let encoded = slots.encoded
        try files.replaceAtomically(layout.keySlots, with: encoded.span)
        let contents = try core.identity.encoded()
        try core.boxes.write(VaultLayout.identityBox, contents.bytes)
        let state = LogState(
            frontier: Frontier(), checkpoint: core.signer.checkpoint(Frontier()).encoded)
        try Journal.create(at: core.journalPlace, log: core.card.key.name, state: state)
        try core.write(People())
        try core.write(BundleBook())
        core.settleReserve()
        let marker = VaultLayout.markerText
        try files.replaceAtomically(layout.marker, with: marker.span)
        // It is a vault now, whatever becomes of this; opening removes it as well.
        try? files.remove(layout.unfinished)
    }

    /// Makes the vault's folder, which must be empty or not there. Those that were made.
    private func makeFolder() throws -> [FilePath] {
        try Self.requireFree(layout, files)
        // What a killed `init` left is no vault, and holds nothing.
        if Self.isUnfinished(layout, files) { removeAll() }
        return try files.makeFolders(layout.root)
    }

    /// Checks that nothing stands where a vault is to be made.
    private static func requireFree(_ layout: VaultLayout, _ files: Files) throws {
        guard try files.status(of: layout.root) != nil else { return }
        let present = try files.names(in: layout.root)
        guard !present.contains("amanat-vault") else {
            throw StoreReason.vaultIsThere(layout.root)
        }
        guard present.isEmpty || isUnfinished(layout, files) else {
            throw StoreReason.folderNotEmpty(layout.root)
        }
    }

    /// Whether a folder holds what a killed `init` leaves, and not a thing beside: nothing was ever sealed there, and
    /// nothing in it is anybody's.
    static func isUnfinished(_ layout: VaultLayout, _ files: Files) -> Bool {
        guard let present = try? files.names(in: layout.root), !present.isEmpty else {
            return false
        }
        func holdsOnly(_ names: Set<String>, _ folder: FilePath) -> Bool {
            let found = (try? files.names(in: folder)) ?? []
            return found.allSatisfy { names.contains($0) || Files.isLeftover($0) }
        }
        if present == [".amanat-unfinished.part"] { return true }
        guard (try? files.status(of: layout.unfinished))??.byteCount == 0 else { return false }
        // A box without anybody in it; with one card it is much longer.
        let people = layout.root.appending(VaultLayout.peopleBox)
        guard (try? files.status(of: people))??.byteCount ?? 0 <= 128 else { return false }
        return holdsOnly(names, layout.root)
            && holdsOnly(Journal.firstNames, layout.root.appending(VaultLayout.journalName))
            && layout.folders.allSatisfy {
                holdsOnly([], $0)
            }
    }

    /// What making a vault writes, before the marker.
    private static let names: Set<String> = [
        "unfinished", "lock", "reserve", "keyslots", VaultLayout.identityBox, VaultLayout.peopleBox,
        VaultLayout.bundlesBox, VaultLayout.journalName, VaultLayout.logsName, "objects",
        "received", VaultLayout.sealingName, VaultLayout.notesName, DraftFolder.name,
    ]

    /// Removes what ``isUnfinished(_:_:)`` allows, or what this attempt made. The mark that it is unfinished goes last.
    private func removeAll() {
        let journal = layout.root.appending(VaultLayout.journalName)
        // The marker first: without it, it is no vault.
        try? files.remove(layout.marker)
        files.removeLeftovers(in: journal)
        files.removeLeftovers(in: layout.root)
        for name in Journal.firstNames { try? files.remove(journal.appending(name)) }
        for name in Self.names.subtracting(["unfinished"]) {
            try? files.remove(layout.root.appending(name))
        }
        try? files.remove(layout.unfinished)
    }
}
