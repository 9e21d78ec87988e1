package import AgeFile
package import AtRest
package import DurableFiles
import Journal
package import Outside
import SafeSodium
package import Statements
import SystemPackage

/// A vault that was unlocked, held or not: where it lies, its keys, and who it is. A value; its secrets are shared
/// and never copied. Nothing above this room is given it whole.
package struct Unlocked: Sendable {
    package let layout: VaultLayout
    package let surroundings: Surroundings
    let keys: VaultKeys
    let identity: DeviceIdentity

    init(
        _ layout: VaultLayout, _ surroundings: Surroundings, _ keys: VaultKeys,
        _ identity: DeviceIdentity
    ) {
        self.layout = layout
        self.surroundings = surroundings
        self.keys = keys
        self.identity = identity
    }

    /// Opens the box `identity` with keys that were opened.
    ///
    /// - Throws: ``VaultError`` of the kind `damaged`.
    init(
        _ layout: VaultLayout, _ opened: borrowing OpenedSlots, _ surroundings: Surroundings
    ) throws(VaultError) {
        let keys = VaultKeys(masterKey: opened.masterKey)
        let boxes = BoxFolder(layout.root, keys: keys, files: surroundings.files)
        let identity = try asVault {
            guard let contents = try boxes.read(VaultLayout.identityBox) else {
                throw AtRestError.damaged(place: VaultLayout.identityBox)
            }
            return try DeviceIdentity(parsing: contents)
        }
        self.init(layout, surroundings, keys, identity)
    }

    // MARK: Who it is

    package var card: Card { identity.card }
    /// Signs for this device; opens nothing.
    package var signer: DeviceSigner { identity.signer }
    /// Opens what is sealed to this vault; signs nothing.
    package var opener: Identity { identity.opener }

    // MARK: Where things are

    package var files: Files { surroundings.files }
    package var drafts: DraftFolder { DraftFolder(layout.root, keys: keys, files: files) }
    var boxes: BoxFolder { BoxFolder(layout.root, keys: keys, files: files) }

    /// What came from other devices.
    package var received: ReceivedObjects {
        ReceivedObjects(layout.received, keys, files)
    }

    /// What was seen of other devices' logs.
    package var logs: LogShelf { LogShelf(layout.root, keys, files) }

    /// Where the vault's own journal lies.
    var journalPlace: JournalPlace {
        JournalPlace(
            vault: layout.root, name: VaultLayout.journalName, keys: keys, files: files,
            isGapless: true)
    }

    /// Opens records that are sealed to this vault.
    package func recordOpener(_ people: People) -> RecordOpener {
        RecordOpener(opener, own: card, people, surroundings)
    }
}
