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
        try asVault {
            try makeFolder()
            let empty: [UInt8] = []
            try files.replaceAtomically(layout.lock, with: empty.span)
            let encoded = slots.encoded
            try files.replaceAtomically(layout.keySlots, with: encoded.span)
            let contents = try identity.encoded()
            try core.boxes.write(VaultLayout.identityBox, contents.bytes)
            let state = LogState(
                frontier: Frontier(), checkpoint: core.signedCheckpoint(Frontier()))
            try Journal.create(at: core.journalPlace, log: core.card.key.name, state: state)
        }
        try core.write(People())
        try core.write(BundleBook())
        try asVault {
            let marker = VaultLayout.markerText
            try files.replaceAtomically(layout.marker, with: marker.span)
        }
        return core.card
    }

    private func makeFolder() throws {
        var missing: [VaultLayout] = []
        var folder = layout
        while try files.status(of: folder.root) == nil, !folder.root.lexicallyNormalized().isEmpty {
            missing.append(folder)
            folder = VaultLayout(folder.root.removingLastComponent())
        }
        for folder in missing.reversed() { try files.makeFolder(folder.root) }
        let present = try files.names(in: layout.root)
        guard !present.contains("amanat-vault") else {
            throw VaultError(.refused, "there is a vault at \(layout.root) already")
        }
        guard present.isEmpty else {
            throw VaultError(
                .refused, "the folder \(layout.root) is not empty",
                hint: "a vault wants a folder of its own")
        }
        for folder in [layout.objects, layout.received, layout.sealing, layout.logs] {
            try files.makeFolder(folder)
        }
    }
}
