package import AtRest
public import Outside
import SafeSodium
public import Statements
import TransparencyLog

/// A draft that lies in a vault.
public struct DraftSummary: Sendable, Encodable {
    /// The id of the record that it will be.
    public let id: ObjectID
    /// When it was begun, by this laptop's clock; nil where another command holds it, or it is damaged.
    public let begun: String?
    /// How many letters it has; nil likewise.
    public let letterCount: Int?
    /// How many files are attached; nil likewise.
    public let attachmentCount: Int?
    /// Whether another command is at it just now.
    public let isHeld: Bool
    /// What is wrong with it; nil where it can be gone on with.
    public let damage: VaultError?

    private enum CodingKeys: String, CodingKey {
        case id, begun, damage
        case letterCount = "letters"
        case attachmentCount = "attachments"
        case isHeld = "open"
    }

    fileprivate init(_ id: ObjectID, isHeld: Bool, damage: VaultError? = nil) {
        self.id = id
        begun = nil
        letterCount = nil
        attachmentCount = nil
        self.isHeld = isHeld
        self.damage = damage
    }

    fileprivate init(_ id: ObjectID, _ contents: borrowing DraftContents) {
        var bytes = [UInt8](contents.text.bytes)
        defer { bytes.wipe() }
        self.id = id
        begun = "\(contents.beginning.time)"
        letterCount = String(decoding: bytes, as: UTF8.self).count
        attachmentCount = contents.attachments.count
        isHeld = false
        damage = nil
    }
}

extension Unlocked {
    /// The drafts that lie in the vault, the oldest first; each is opened.
    ///
    /// - Throws: ``VaultError`` of the kind `disk`.
    package func readDrafts() throws(VaultError) -> [DraftSummary] {
        let states = try asVault { try drafts.states() }
        var found: [DraftSummary] = []
        for (name, state) in states where state != .remains {
            guard let id = ObjectID(hex: name) else { continue }
            if state == .held {
                found.append(DraftSummary(id, isHeld: true))
                continue
            }
            do throws(VaultError) {
                found.append(DraftSummary(id, try OpenedDraft(id, drafts).contents))
            } catch {
                if error.kind == .disk { throw error }
                found.append(DraftSummary(id, isHeld: error.kind == .inUse, damage: error))
            }
        }
        return found.sorted { ($0.begun ?? "~", $0.id.hex) < ($1.begun ?? "~", $1.id.hex) }
    }
}

/// A draft that this process holds, with what it holds.
package struct OpenedDraft: ~Copyable {
    package let draft: Draft
    package let contents: DraftContents

    /// - Throws: ``VaultError``: `refused` where there is none; `inUse`; `damaged`; `disk`.
    package init(_ id: ObjectID, _ drafts: DraftFolder) throws(VaultError) {
        let name = id.hex
        let found: Draft?
        let bytes: SecretBytes
        do {
            guard try drafts.states()[name] != nil else { throw DraftReason.none(id) }
            found = try drafts.open(name)
            guard let found else { throw DraftReason.held }
            bytes = try found.contents()
        } catch {
            throw VaultError(wrapping: error)
        }
        guard let found, let contents = DraftContents(parsing: bytes),
            contents.beginning.record == id
        else {
            throw VaultError(AtRestError.damaged(place: "\(DraftFolder.name)/\(name).draft"))
        }
        draft = found
        self.contents = contents
    }
}
