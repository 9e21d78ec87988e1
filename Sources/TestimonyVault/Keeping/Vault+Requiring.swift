import AtRest
import DurableFiles
public import Statements
public import SystemPackage

// What can be known before a passphrase is asked for.
extension Vault {
    /// Checks, without a passphrase, what of a vault must hold before one is asked for: that there is one, and that
    /// its key slots are whole and can be opened by this build on this machine.
    ///
    /// - Throws: ``VaultError``: `noVault`; `damaged`; `refused` where another build made it.
    public static func requireOpenable(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let layout = VaultLayout(path)
        try VaultCore.requireVault(layout, surroundings.files)
        let slots = try VaultCore.readSlots(layout, surroundings.files)
        try asVault { try surroundings.derivation().require(slots.cost) }
    }

    /// Checks that this machine has the memory for a cost.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public static func requireMemory(
        for cost: KeyCost, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try asVault { try surroundings.derivation().require(cost.argon2) }
    }

    /// Checks, without a passphrase, what must hold before a vault can be made.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where something is there, the name will not do, or the memory is
    ///   not there.
    public static func requireToMake(
        at path: FilePath, role: Role, name: String, cost: KeyCost? = nil,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try asVault {
            try VaultMaker.requireFree(VaultLayout(path), surroundings.files)
            _ = try DeviceIdentity(newFor: name, role: role, at: surroundings.now())
            try surroundings.derivation().require((cost ?? .usual(for: role)).argon2)
        }
    }

    /// Checks, without a passphrase, that there is a folder to hand off through.
    ///
    /// - Throws: ``VaultError`` of the kind `refused` where there is none.
    public static func requireHandoffFolder(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        _ = try asVault { try HandoffFolder(path, surroundings.files) }
    }

    /// Checks, without a passphrase, that a file can be made: that its folder is there, and nothing has its name.
    ///
    /// - Throws: ``VaultError`` of the kind `refused`.
    public static func requireNewFile(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try asVault {
            if try surroundings.files.status(of: path) != nil {
                throw VaultError(
                    .refused, "\(path.shown) exists already", hint: "name another file")
            }
            try surroundings.files.requireFolder(of: path)
        }
    }
}
