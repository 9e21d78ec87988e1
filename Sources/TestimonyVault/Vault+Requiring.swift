// What can be known before a passphrase is asked for.
extension Vault {
    /// Checks that this machine has the memory for a cost.
    ///
    /// - Throws: `VaultError` of the kind `refused`.
    public static func requireMemory(
        for cost: KeyCost, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try cost.requireMemory(surroundings)
    }

    /// Checks, without a passphrase, what must hold before a vault can be made.
    ///
    /// - Throws: `VaultError` of the kind `refused` where something is there, the name will not do, or the memory is
    ///   not there.
    public static func requireToMake(
        at path: FilePath, role: Role, name: String, cost: KeyCost? = nil,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try VaultMaker(VaultLayout(path), surroundings).require(
            role: role, name: name, cost: cost ?? .usual(for: role))
    }

    /// Checks, without a passphrase, that there is a folder to hand off through.
    ///
    /// - Throws: `VaultError` of the kind `refused` where there is none.
    public static func requireHandoffFolder(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        _ = try HandoffFolder(path, surroundings)
    }

    /// Checks, without a passphrase, that a testimony can be opened into a folder: that it is one, or that nothing is
    /// there.
    ///
    /// - Throws: `VaultError`: `refused`; `disk` where it cannot be looked at.
    public static func requireFolder(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try OpenedTestimony.requireFolder(at: path, surroundings: surroundings)
    }

    /// Checks, without a passphrase, that a file can be made: that its folder is there, and nothing has its name.
    ///
    /// - Throws: `VaultError` of the kind `refused`.
    public static func requireNewFile(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try surroundings.requireNewFile(at: path)
    }

    /// Checks, without a passphrase, that a card can be written: that nothing is there but perhaps a card.
    ///
    /// - Throws: `VaultError`: `refused`; `disk`.
    public static func requireCardFile(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try Card.requireFile(at: path, surroundings)
    }

    /// Checks that a card's safety number was typed.
    ///
    /// - Throws: `VaultError` of the kind `refused` where it is none, or another.
    public static func requireNumber(_ typed: String, of card: Card) throws(VaultError) {
        try card.requireNumber(typed)
    }
}
