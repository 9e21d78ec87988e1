import AtRest
public import Passphrases
public import SystemPackage

extension Vault {
    /// Checks everything that can be checked, changes nothing, and goes on behind damage as far as
    /// it can.
    ///
    /// - Throws: ``VaultError``: `noVault`, `inUse`, `wrongPassphrase`, `disk`, `interrupted`.
    ///   Damage is not an error here: it is in the report.
    public static func check(
        at path: FilePath, with passphrase: borrowing VaultPassphrase,
        surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> CheckReport {
        let layout = VaultLayout(path)
        let lock = try acquireLock(layout, surroundings)
        defer { extendLifetime(lock) }
        let core: VaultCore
        let areSlotsWhole: Bool
        do {
            let opened = try VaultCore.openSlots(layout, passphrase, surroundings)
            areSlotsWhole = opened.table != nil
            core = try VaultCore.unlock(layout, opened, surroundings)
        } catch {
            guard error.kind == .damaged else { throw error }
            var report = CheckReport()
            report.add(
                layout.root.string, "\(error.message); without it nothing else can be checked")
            return report
        }
        var report = try check(core)
        if !areSlotsWhole {
            report.add("keyslots", VaultError(AtRestError.slotsAltered).message)
        }
        return report
    }

    /// Checks an unlocked vault; the caller holds its lock.
    static func check(_ core: VaultCore) throws(VaultError) -> CheckReport {
        var check = VaultCheck(core)
        try check.run()
        return check.report
    }
}
