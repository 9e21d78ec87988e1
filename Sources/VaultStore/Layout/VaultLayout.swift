import AtRest
import TransparencyLog
package import Statements
package import SystemPackage

/// The names in a vault's folder. Source: the page *The vault's folder*.
package struct VaultLayout: Hashable, Sendable {
    package let root: FilePath

    /// Of what this build writes into a vault.
    package static let version: UInt64 = 2
    private static let markerStart = "amanat-vault/v"
    package static let markerText = Array("\(markerStart)\(version)\n".utf8)

    /// The version in a marker; nil where it is none.
    package static func version(ofMarker text: [UInt8]) -> UInt64? {
        let text = String(decoding: text, as: UTF8.self)
        guard text.hasPrefix(markerStart), text.hasSuffix("\n") else { return nil }
        return UInt64(strictDecimal: text.dropFirst(markerStart.count).dropLast())
    }

    package static let identityBox = "identity"
    package static let peopleBox = "people"
    package static let bundlesBox = "bundles"
    package static let journalName = "journal"
    package static let logsName = "logs"
    package static let notesName = "notes"
    package static let sealingName = "sealing"
    /// The leaves of what is on its way from `sealing/` into the journal.
    package static let leavesName = "leaves"

    package init(_ root: FilePath) {
        self.root = root
    }

    package var marker: FilePath { root.appending("amanat-vault") }
    /// There until a new vault is whole: what lies beside it is no vault yet, and holds nothing of anybody.
    package var unfinished: FilePath { root.appending("unfinished") }
    package var lock: FilePath { root.appending("lock") }
    package var keySlots: FilePath { root.appending("keyslots") }
    package var reserve: FilePath { root.appending("reserve") }
    package var logs: FilePath { root.appending(Self.logsName) }
    package var objects: FilePath { root.appending("objects") }
    package var received: FilePath { root.appending("received") }
    package var drafts: FilePath { root.appending(DraftFolder.name) }
    package var notes: FilePath { root.appending(Self.notesName) }
    package var sealing: FilePath { root.appending(Self.sealingName) }

    /// The folders that every vault has, beside its journal's.
    package var folders: [FilePath] { [objects, received, sealing, drafts, logs, notes] }

    /// An object that this vault sealed.
    package func object(_ id: ObjectID) -> FilePath { objects.appending("\(id).age") }

    /// The id in the name of an object's file; nil for any other name.
    package static func objectID(inName name: String) -> ObjectID? {
        guard name.hasSuffix(".age") else { return nil }
        return ObjectID(hex: name.dropLast(4))
    }
}
