import ArgumentParser
import SystemPackage
import Terminal
import TestimonyVault

/// What is to be attached: files, and folders whose files are.
struct AttachOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Attach a file; DIR/ attaches the files that are in a folder. May be repeated.",
            valueName: "file"))
    var attach: [String] = []

    @Flag(help: "Attach the files of a folder without asking.")
    var yes = false

    /// The files, in the order in which they were named; those of a folder by their names.
    ///
    /// How many there are in a folder is said before they are taken; on a terminal a person is asked.
    ///
    /// - Throws: ``VaultError``: `refused` where a folder cannot be taken, or the person says no.
    func paths(_ common: CommonOptions) throws -> [FilePath] {
        var paths: [FilePath] = []
        for argument in attach {
            let path = FilePath(argument: argument)
            paths += argument.hasSuffix("/") ? try files(in: path, common) : [path]
        }
        return paths
    }

    /// The files of a folder, after saying how many there are.
    func files(in folder: FilePath, _ common: CommonOptions) throws -> [FilePath] {
        let found = try FolderFiles(in: folder)
        let place = DisplayText.line(folder.string, limit: .max)
        let what =
            "\(count(found.files.count, "file", "files")) (\(describe(byteCount: found.byteCount))) "
            + "from \(place)"
        if !found.leftOut.isEmpty, !common.quiet {
            let names = found.leftOut.map { "\($0.name) (\($0.reason))" }
            Report.notice("left out of \(place): \(list(names, "other"))")
        }
        if !yes, let terminal = common.terminal() {
            guard let answer = terminal.ask("Attach \(what)? [y/n] ") else {
                throw VaultError.interrupted
            }
            guard ["y", "yes", "д", "да", "ҳа", "بله"].contains(answer.lowercased()) else {
                throw VaultError(.refused, "nothing was sealed")
            }
        } else if !common.quiet {
            Report.notice("attaching \(what)")
        }
        return found.files
    }
}

/// Some names in one line: a few, and how many more.
func list(_ names: [String], _ noun: String, atMost limit: Int = 5) -> String {
    let rest = names.count - limit
    let shown = names.prefix(limit).map { DisplayText.line($0, limit: .max) }
        .joined(separator: ", ")
    return rest > 0 ? "\(shown) and \(grouped(rest)) more \(noun)s" : shown
}

/// `1,234,567`.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return text
}
