import AtRest
package import Outside
package import SafeSodium
package import Statements

/// What one try of a passphrase costs: Argon2id passes and memory.
public enum KeyCost: String, Sendable, CaseIterable {
    /// 2 passes over 64 MiB: for small machines, and the least there is.
    case interactive
    /// 3 passes over 256 MiB: what a recorder's laptop takes unless told otherwise.
    case moderate
    /// 4 passes over 1 GiB: what a coordinator's takes.
    case sensitive

    /// What a vault takes unless told otherwise.
    package static func usual(for role: Role) -> KeyCost {
        role == .coordinator ? .sensitive : .moderate
    }

    package var argon2: Argon2Cost {
        switch self {
        case .interactive: .interactive
        case .moderate: .moderate
        case .sensitive: .sensitive
        }
    }

    /// Checks that this machine has the memory for it.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    package func requireMemory(_ surroundings: Surroundings) throws(VaultError) {
        try asVault { try surroundings.derivation().require(argon2) }
    }
}
