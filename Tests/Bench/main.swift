import Foundation
import SafeSodium
import Statements
import SystemPackage

// Measures journals of 10^3 to 10^6 leaves in the current folder, which has to be empty. Scripts/bench runs it.

let arguments = CommandLine.arguments
let largest = arguments.count > 1 ? Int(arguments[1]) ?? 1_000_000 : 1_000_000
let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 100 : 100
let proofs = arguments.count > 3 ? Int(arguments[3]) ?? 3 : 3
let here = FilePath(FileManager.default.currentDirectoryPath)

func milliseconds(_ seconds: Double) -> String { String(format: "%9.3f ms", seconds * 1000) }

var subjects: [Subject] = []
var size = 1_000
while size <= largest {
    subjects.append(try Subject(here, size: size))
    size *= 10
}
// In turns, so that what else the machine does meets all of them.
for _ in 0..<rounds {
    for subject in subjects { try subject.appendOne() }
}
print("leaves      append one    of 1,000   open          in a batch    bytes on disk")
for subject in subjects {
    let append = median(subject.appends)
    print(
        String(format: "%-9d", subject.size), milliseconds(append),
        String(format: "%10.2f", append / median(subjects[0].appends)),
        " ", milliseconds(median(subject.opens)),
        " ", String(format: "%6.2f us/leaf", subject.fillSeconds / Double(subject.size) * 1e6),
        String(
            format: "%12lld (%.0f a leaf)", subject.byteCount,
            Double(subject.byteCount) / Double(subject.size + rounds)))
}
print("leaves      verify        SHA-256 of as many bytes      one proof, by reading the log")
for subject in subjects {
    let leaf = JournalBench.leaf(0).encoded
    let bytes = [UInt8](repeating: 0x55, count: leaf.count * (subject.size + rounds))
    var verify: [Double] = []
    var hash: [Double] = []
    for _ in 0..<5 {
        verify.append(try time { _ = try subject.verify() })
        hash.append(time { _ = SHA256Hash(of: bytes) })
    }
    let prove = median(try (0..<proofs).map { _ in try time { try subject.prove() } })
    print(
        String(format: "%-9d", subject.size), milliseconds(median(verify)),
        milliseconds(median(hash)),
        String(format: "  ratio %.2f", median(verify) / median(hash)), "     ", milliseconds(prove))
}
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
print("most memory: \(usage.ru_maxrss / 1024) MiB")
