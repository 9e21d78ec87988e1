import TestimonyVault

// The code of the page Sources/TestimonyVault/TestimonyVault.docc/GettingStarted.md; `GettingStartedTests` runs it, and
// compares the two.

/// Two laptops, and a stick between them.
func carryOneTestimony(
    from field: FilePath, to office: FilePath, by stick: FilePath, cost: KeyCost? = nil
) throws -> (testimony: OpenTestimony, report: CheckReport) {
    // A vault for each, and what opens it.
    let passphrase = VaultPassphrase.generated()
    try Vault.create(
        at: office, role: .coordinator, name: "Нодира", passphrase: passphrase, cost: cost)
    try Vault.create(at: field, role: .recorder, name: "Лола", passphrase: passphrase, cost: cost)
    var nodira = try Vault.open(at: office, with: passphrase)
    var lola = try Vault.open(at: field, with: passphrase)

    // Enrol: each has the other's card, and types the number that they compared.
    let (coordinator, recorder) = (nodira.card, lola.card)
    try lola.enroll(coordinator, confirming: "\(coordinator.fingerprint.safetyNumber)")
    try nodira.enroll(recorder, confirming: "\(recorder.fingerprint.safetyNumber)")

    // Seal: this laptop cannot open it again.
    let account = Array("Шаби чоршанбе моро аз кӯча бурданд…".utf8)
    try lola.seal([NewTestimony(.text(account))]) { print("sealed as \($0.id)") }

    // Sync: out of one laptop, into the other, and the receipt back.
    _ = try lola.sync(with: stick)
    _ = try nodira.sync(with: stick)
    let back = try lola.sync(with: stick)
    for receipt in back.receipts { print("\(receipt.coordinator) has signed") }

    // Open: records of people who were enrolled are verified.
    let records = try nodira.records().records.filter { $0.standing == .verified }
    let testimony = try nodira.testimony(records[0].id.hex)

    // Verify: everything that can be checked. Only one holds a vault at a time.
    _ = nodira.rest()
    return (testimony, try LockedVault(at: office).check(with: passphrase))
}

/// A passphrase that somebody typed, and what can go wrong with it.
func openVault(at path: FilePath, typed: inout [UInt8]) throws -> Vault? {
    let passphrase = try VaultPassphrase(wiping: &typed)
    do {
        return try Vault.open(at: path, with: passphrase)
    } catch {
        guard error.kind == .wrongPassphrase else { throw error }
        return nil
    }
}

/// Long work tells how far it is, and stops when it is told so.
func patient(_ wantsToGoOn: @escaping @Sendable () -> Bool) -> Surroundings {
    Surroundings { progress in
        print(progress.work, progress.byteCount, progress.totalByteCount ?? 0)
        return wantsToGoOn()
    }
}
