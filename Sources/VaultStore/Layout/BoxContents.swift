import AtRest
import FoundationEssentials
package import Outside
package import SafeSodium
package import Statements

/// What a box that every vault has holds.
package protocol BoxContents {
    /// The box's name in the vault.
    static var boxName: String { get }

    /// Reads the contents. What is not understood is refused, never left out.
    init(parsing contents: borrowing SecretBytes, own: Card) throws

    /// The contents, to be written.
    func encoded() throws -> [UInt8]
}

extension Decodable {
    /// A value from the JSON that a box holds.
    static func decoded(from contents: borrowing SecretBytes) throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data([UInt8](contents.bytes)))
    }
}

extension Unlocked {
    /// Reads a box that every vault has: one that is lost is not an empty one.
    ///
    /// - Throws: `VaultError`: `damaged` where it is lost, does not open, or holds what it should not; `refused` where a
    ///   later build wrote it; `disk`.
    package func read<Contents: BoxContents>(
        _ type: Contents.Type
    ) throws(VaultError) -> Contents {
        let damaged = AtRestError.damaged(place: Contents.boxName)
        guard let contents = try asVault({ try boxes.read(Contents.boxName) }) else {
            throw VaultError(damaged)
        }
        do {
            return try Contents(parsing: contents, own: card)
        } catch let error as AtRestError {
            throw VaultError(error)
        } catch {
            throw VaultError(damaged)
        }
    }

    /// Writes a box; durable when it returns.
    package func write(_ contents: some BoxContents) throws(VaultError) {
        try asVault {
            let bytes = try contents.encoded()
            try boxes.write(type(of: contents).boxName, bytes.span)
        }
    }
}
