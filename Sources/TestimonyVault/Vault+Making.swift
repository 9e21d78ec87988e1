extension Vault {
    /// Makes a vault in a folder that is empty or not there.
    ///
    /// - Parameters:
    ///   - path: of the folder.
    ///   - role: what its owner does.
    ///   - name: the owner's pseudonym.
    ///   - passphrase: opens it from now on. A weak one is refused.
    ///   - cost: of one try of the passphrase; nil takes what suits the role.
    ///   - surroundings: the disk and the clock.
    /// - Throws: `VaultError`: `refused` where something is there, or the name or passphrase will
    ///   not do; `disk`.
    @discardableResult
    public static func create(
        at path: FilePath, role: Role, name: String, passphrase: borrowing VaultPassphrase,
        cost: KeyCost? = nil, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Card {
        if let weakness = passphrase.weakness(knowing: [name, role.rawValue]) {
            throw VaultError(StoreReason.weakPassphrase(weakness))
        }
        return try VaultMaker(VaultLayout(path), surroundings).make(
            role: role, name: name, passphrase: passphrase,
            cost: cost ?? .usual(for: role))
    }

    /// Reads a card from a file, and checks it against itself. That shows whose keys it holds only
    /// once the safety number has been compared.
    ///
    /// - Throws: `VaultError` of the kind `refused`.
    public static func readCard(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> Card {
        try Card.read(from: path, surroundings)
    }
}
