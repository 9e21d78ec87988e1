import AtRest
import DurableFiles
import Journal
import Passphrases
import SafeSodium
import Statements
import SystemPackage
import TransparencyLog

/// What an unlocked vault consists of beside its own journal: where it lies, its keys, who it is,
/// and whom it knows. A value; its secrets are shared and never copied.
struct VaultCore: Sendable {
    let layout: VaultLayout
    let surroundings: Surroundings
    let keys: VaultKeys
    let identity: DeviceIdentity

    var files: Files { surroundings.files }
    var boxes: BoxFolder { BoxFolder(layout.root, keys: keys, files: files) }
    var drafts: DraftFolder { DraftFolder(layout.root, keys: keys, files: files) }
    var card: Card { identity.card }

    /// Where the vault's own journal lies.
    var journalPlace: JournalPlace { place(VaultLayout.journalName, isGapless: true) }

    /// Where the copy of another device's log lies.
    func logPlace(ofDevice name: String) -> JournalPlace {
        place("\(VaultLayout.logsName)/\(keys.hiddenName(for: name))", isGapless: false)
    }

    /// Where the objects of another device lie: each device has a folder of its own, so that no
    /// device can take the place of another's object.
    func receivedFolder(ofDevice name: String) -> FilePath {
        layout.received.appending(keys.hiddenName(for: name))
    }

    func receivedObject(_ id: ObjectID, ofDevice name: String) -> FilePath {
        receivedFolder(ofDevice: name).appending("\(id).age")
    }

    /// The ids of the objects that have come from a device.
    func receivedIDs(ofDevice name: String) throws -> Set<ObjectID> {
        let folder = receivedFolder(ofDevice: name)
        guard try files.status(of: folder) != nil else { return [] }
        return Set(try files.names(in: folder).compactMap(VaultLayout.objectID(inName:)))
    }

    private func place(_ name: String, isGapless: Bool) -> JournalPlace {
        JournalPlace(
            vault: layout.root, name: name, keys: keys, files: files, isGapless: isGapless)
    }

    /// Unlocks a vault.
    ///
    /// - Throws: ``VaultError``: `noVault`, `wrongPassphrase`, `damaged`, `interrupted`.
    static func unlock(
        _ layout: VaultLayout, _ passphrase: borrowing VaultPassphrase, _ surroundings: Surroundings
    ) throws(VaultError) -> VaultCore {
        try requireVault(layout, surroundings.files)
        return try unlock(layout, try openSlots(layout, passphrase, surroundings), surroundings)
    }

    /// Unlocks a vault whose key slots were opened.
    ///
    /// - Throws: ``VaultError`` of the kind `damaged`.
    static func unlock(
        _ layout: VaultLayout, _ opened: borrowing OpenedSlots, _ surroundings: Surroundings
    ) throws(VaultError) -> VaultCore {
        let keys = VaultKeys(masterKey: opened.masterKey)
        let boxes = BoxFolder(layout.root, keys: keys, files: surroundings.files)
        let identity = try asVault {
            guard let contents = try boxes.read(VaultLayout.identityBox) else {
                throw AtRestError.damaged(place: VaultLayout.identityBox)
            }
            return try DeviceIdentity(parsing: contents)
        }
        return VaultCore(
            layout: layout, surroundings: surroundings, keys: keys, identity: identity)
    }

    /// - Throws: ``VaultError`` of the kind `noVault`; `damaged` where only the marker is not
    ///   there.
    static func requireVault(_ layout: VaultLayout, _ files: Files) throws(VaultError) {
        if (try? files.read(layout.marker, limit: 100)) == VaultLayout.markerText { return }
        if !VaultMaker.isUnfinished(layout, files),
            (try? files.status(of: layout.keySlots)) != .some(nil)
        {
            throw VaultError(
                .damaged,
                "\(layout.marker) is damaged or missing, and the rest of a vault is there",
                hint: "it holds the line `amanat-vault/v1`: write it again, then `amanat verify`")
        }
        throw VaultError(
            .noVault, "there is no vault at \(layout.root)",
            hint: "`amanat init` makes one; `--vault DIR` names another place")
    }

    /// Removes what a killed run left of boxes and journals that were being written: sealed, and of no
    /// use.
    func removeLeftovers() {
        let logs = ((try? files.names(in: layout.logs)) ?? []).map { layout.logs.appending($0) }
        let journal = layout.root.appending(VaultLayout.journalName)
        for folder in [layout.root, journal] + logs { files.removeLeftovers(in: folder) }
        if (try? files.status(of: layout.unfinished)) != .some(nil) {
            try? files.remove(layout.unfinished)
        }
    }

    // MARK: Boxes

    func readPeople() throws(VaultError) -> People {
        try readBox(VaultLayout.peopleBox) { try People(parsing: $0, own: card) }
    }

    func write(_ people: People) throws(VaultError) {
        try asVault {
            let contents = try people.encoded()
            try boxes.write(VaultLayout.peopleBox, contents.span)
        }
    }

    func readBundles() throws(VaultError) -> BundleBook {
        try readBox(VaultLayout.bundlesBox) { try BundleBook(parsing: $0) }
    }

    func write(_ bundles: BundleBook) throws(VaultError) {
        try asVault {
            let contents = try bundles.encoded()
            try boxes.write(VaultLayout.bundlesBox, contents.span)
        }
    }

    /// A box that every vault has: one that is lost is not an empty one.
    private func readBox<Contents>(
        _ name: String, _ parse: (borrowing SecretBytes) throws -> Contents
    ) throws(VaultError) -> Contents {
        guard let contents = try asVault({ try boxes.read(name) }) else {
            throw VaultError(AtRestError.damaged(place: name))
        }
        do {
            return try parse(contents)
        } catch {
            throw VaultError(AtRestError.damaged(place: name))
        }
    }

    // MARK: Signing

    /// Signs a head of the vault's own log.
    func signedCheckpoint(_ frontier: Frontier) -> SignedCheckpoint {
        let checkpoint = Checkpoint(
            origin: card.key.name, size: frontier.size, root: frontier.root)
        return SignedCheckpoint(signing: checkpoint, with: identity.signingKey)
    }
}
