/// Names of files that came from elsewhere, made harmless.
package enum FileNames {
    /// A name under which a file can be made in a folder: no path, nothing hidden, nothing that a
    /// shell, a file manager or another system takes for something else, at most 120 bytes, and not
    /// one of `taken` (compared without case, as FAT does).
    package static func clean(_ name: String, avoiding taken: inout Set<String>) -> String {
        var cleaned = ""
        for character in name.unicodeScalars {
            switch character.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                continue
            case .spaceSeparator: cleaned.unicodeScalars.append(" ")
            default:
                let isUnsafe = "/\\:*?\"<>|".unicodeScalars.contains(character)
                cleaned.unicodeScalars.append(isUnsafe ? "_" : character)
            }
        }
        while let first = cleaned.first, first == "." || first == "-" || first == " " {
            cleaned.removeFirst()
        }
        while let last = cleaned.last, last == "." || last == " " { cleaned.removeLast() }
        if cleaned.isEmpty { cleaned = "file" }

        var (stem, ending) = split(cleaned)
        while stem.utf8.count > 100 { stem.removeLast() }
        while ending.utf8.count > 12 { ending.removeLast() }
        if reserved.contains(stem.lowercased()) { stem = "_" + stem }

        var candidate = stem + ending
        var number = 2
        while taken.contains(candidate.lowercased()) {
            candidate = "\(stem) (\(number))\(ending)"
            number += 1
        }
        taken.insert(candidate.lowercased())
        return candidate
    }

    /// What a file's own name becomes in a record: its last component, without what a record
    /// refuses.
    package static func forRecord(_ name: String) -> String {
        var kept = String(
            name.unicodeScalars.filter {
                $0.value >= 0x20 && $0.value != 0x7F && $0 != "/"
            }.map(Character.init))
        while kept.utf8.count > 255 { kept.removeFirst() }
        return kept.isEmpty ? "file" : kept
    }

    /// The stem, and the ending with its dot.
    private static func split(_ name: String) -> (stem: String, ending: String) {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Names of devices on systems that take them for devices in any folder.
    private static let reserved: Set<String> = {
        let numbered = (1...9).flatMap { ["com\($0)", "lpt\($0)"] }
        return Set(["con", "prn", "aux", "nul"] + numbered)
    }()
}
