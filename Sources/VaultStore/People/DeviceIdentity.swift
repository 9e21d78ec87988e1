package import AgeFile
import AtRest
import FoundationEssentials
package import SafeSodium
package import Statements
package import TransparencyLog

/// Who a vault is: its card, and the secret keys to it. Source: the page *The vault's folder*, "Box".
package struct DeviceIdentity: Sendable {
    package let card: Card
    /// Signs; opens nothing.
    package let signer: DeviceSigner
    /// Opens what is sealed to this vault; signs nothing.
    package let opener: Identity

    /// What is said of the vault beside its keys.
    private struct Description: Codable {
        let version: Int
        let name: String
        let role: Role
        let created: String
    }

    private init(
        signingSeed: consuming SecretBytes, openingSeed: consuming SecretBytes,
        name: String, role: Role, created: Timestamp
    ) throws {
        let key = SigningKey(seed: signingSeed)
        let identity = try Identity(hybridSeed: openingSeed)
        guard case .hybrid(let recipient) = identity.recipient else {
            preconditionFailure("a hybrid seed gives a hybrid recipient")
        }
        card = try Card(
            name: name, role: role, recipient: recipient, time: created, signedBy: key)
        signer = DeviceSigner(card.key.name, key, seed: signingSeed)
        opener = identity
    }

    /// A new vault's identity.
    package init(newFor name: String, role: Role, at time: Timestamp) throws {
        try self.init(
            signingSeed: .random(byteCount: 32), openingSeed: .random(byteCount: 32),
            name: name, role: role, created: time)
    }

    /// Reads the box `identity`.
    package init(parsing contents: borrowing SecretBytes) throws {
        let damaged = AtRestError.damaged(place: VaultLayout.identityBox)
        guard contents.byteCount > 64 else { throw damaged }
        let text = contents.part(64..<contents.byteCount)
        guard
            let description = try? JSONDecoder().decode(
                Description.self, from: Data([UInt8](text.bytes))),
            description.version == 1, let created = Timestamp(description.created)
        else { throw damaged }
        try self.init(
            signingSeed: contents.part(0..<32), openingSeed: contents.part(32..<64),
            name: description.name, role: description.role, created: created)
    }

    /// The contents of the box `identity`.
    package func encoded() throws -> SecretBytes {
        let description = Description(
            version: 1, name: card.name, role: card.role, created: "\(card.time)")
        let text = [UInt8](try JSONEncoder().encode(description))
        var contents = SecretBytes(byteCount: 64 + text.count)
        signer.copySeed(into: &contents, at: 0)
        contents.replace(at: 32, with: opener.copySeed())
        var target = contents.mutableBytes
        for (index, byte) in text.enumerated() { target[64 + index] = byte }
        return contents
    }
}
