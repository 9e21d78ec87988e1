package import DurableFiles
import Glibc
import SystemPackage

/// How much memory this machine can give, so that nothing that is read from a file makes it touch more.
package enum MachineMemory {
    /// What is free or can be freed, with free swap, and at most what is built in; in KiB.
    ///
    /// - Parameter files: where `/proc/meminfo` is read; without it, all that is built in counts.
    package static func availableKiB(_ files: Files = Files()) -> UInt64 {
        let pages = UInt64(clamping: sysconf(Int32(_SC_PHYS_PAGES)))
        let pageKiB = UInt64(clamping: sysconf(Int32(_SC_PAGESIZE))) / 1024
        let builtIn = pages * max(pageKiB, 1)
        guard let text = try? files.read("/proc/meminfo", limit: 64 << 10),
            let available = availableKiB(in: text)
        else { return builtIn }
        return min(builtIn, available)
    }

    /// `MemAvailable` and `SwapFree` together; nil where the first is not told (proc(5)).
    package static func availableKiB(in text: [UInt8]) -> UInt64? {
        var found: [String: UInt64] = [:]
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, words[2] == "kB", let number = UInt64(words[1]) {
                found[String(words[0])] = number
            }
        }
        guard let available = found["MemAvailable:"] else { return nil }
        return available.addingReportingOverflow(found["SwapFree:"] ?? 0).partialValue
    }
}
