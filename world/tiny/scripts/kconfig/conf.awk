# SPDX-License-Identifier: GPL-2.0-or-later
# The part of Kconfig's language that this tree needs: config, menuconfig, menu, if, source, bool, tristate, int, string,
# def_bool, def_tristate, depends on, default, select, help.  Values of expressions are 0, 1 (m) and 2 (y).

function fail(file, line, text) {
	print file ":" line ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

function both(one, other) {
	return one == "" ? other : other == "" ? one : "(" one ") && (" other ")"
}

# What a menu or an if around a symbol asks for.
function around(    i, all) {
	for (i = 1; i <= depth; i++)
		all = both(all, asked[i])
	return all
}

function parse(file,    line, at, words, number, sym, helping, rest, key) {
	while ((getline line < (srctree "/" file)) > 0) {
		at++
		if (helping) {
			if (line ~ /^([\t ]|$)/)
				continue
			helping = 0
		}
		sub(/[ \t]*#.*$/, "", line)
		sub(/^[ \t]+/, "", line)
		if (line == "")
			continue
		number = split(line, words, /[ \t]+/)
		key = words[1]
		rest = substr(line, length(key) + 1)
		sub(/^[ \t]+/, "", rest)
		if (key == "config" || key == "menuconfig") {
			sym = words[2]
			if (!(sym in type)) {
				order[++count] = sym
				type[sym] = "bool"
			}
			depends[sym] = around()
		} else if (key ~ /^(bool|tristate|int|string|def_bool|def_tristate)$/) {
			attribute(sym, key, rest)
		} else if (key == "depends" && words[2] == "on") {
			sub(/^on[ \t]+/, "", rest)
			if (sym != "")
				depends[sym] = both(depends[sym], rest)
			else
				asked[depth] = both(asked[depth], rest)
		} else if (key == "default") {
			defaults[sym] = defaults[sym] rest "\n"
		} else if (key == "select" || key == "imply") {
			selects[sym] = selects[sym] rest "\n"
		} else if (key == "help") {
			helping = 1
		} else if (key == "if" || key == "menu") {
			asked[++depth] = key == "if" ? rest : ""
			sym = ""
		} else if (key == "endif" || key == "endmenu") {
			depth--
			sym = ""
		} else if (key == "source") {
			gsub(/"/, "", rest)
			if ((getline line < (srctree "/" rest)) < 0)
				fail(file, at, "can't open file \"" rest "\"")
			close(srctree "/" rest)
			parse(rest)
			sym = ""
		} else if (key != "mainmenu" && key != "comment") {
			fail(file, at, "unknown statement \"" key "\"")
		}
	}
	close(srctree "/" file)
}

function attribute(sym, key, rest,    parts) {
	type[sym] = key
	if (sub(/^def_/, "", type[sym])) {
		defaults[sym] = defaults[sym] rest "\n"
		return
	}
	if (rest == "")
		return
	prompt[sym] = "y"
	if (match(rest, /" if /))
		prompt[sym] = substr(rest, RSTART + 5)
}

# Expressions: one token after the other from the front of `left`.
function token(    found) {
	sub(/^[ \t]+/, "", left)
	if (match(left, /^(&&|\|\||!=|[!=()]|"[^"]*"|[A-Za-z0-9_$]+(\([A-Za-z_]+\))?)/)) {
		found = substr(left, 1, RLENGTH)
		return found
	}
	return ""
}

function take(    found) {
	found = token()
	left = substr(left, length(found) + 1)
	return found
}

function text(word) {
	gsub(/"/, "", word)
	if (word == "$(ARCH)")
		return arch
	return word in type ? (word in value ? value[word] : "n") : word
}

function number_of(word) {
	word = text(word)
	return word == "y" ? 2 : word == "m" ? 1 : 0
}

function unit(    word, other, sign, inner) {
	word = take()
	if (word == "!")
		return 2 - unit()
	if (word == "(") {
		inner = either()
		take()
		return inner
	}
	sign = token()
	if (sign == "=" || sign == "!=") {
		take()
		other = take()
		return ((text(word) == text(other)) == (sign == "=")) ? 2 : 0
	}
	return number_of(word)
}

function all_of(    got, other) {
	got = unit()
	while (token() == "&&") {
		take()
		other = unit()
		got = other < got ? other : got
	}
	return got
}

function either(    got, other) {
	got = all_of()
	while (token() == "||") {
		take()
		other = all_of()
		got = other > got ? other : got
	}
	return got
}

function holds(expression) {
	if (expression == "")
		return 2
	left = expression
	return either()
}

function letter(number) {
	return number == 2 ? "y" : number == 1 ? "m" : "n"
}

function limited(sym, word, limit,    got) {
	if (type[sym] != "bool" && type[sym] != "tristate")
		return limit ? word : ""
	got = word == "y" ? 2 : word == "m" ? 1 : 0
	if (type[sym] == "bool" && got == 1)
		got = 2
	if (got > limit)
		got = limit
	if (got == 1 && (type[sym] == "bool" || value["MODULES"] != "y"))
		got = 2
	return letter(got)
}

function first_default(sym,    lines, number, i, at) {
	number = split(defaults[sym], lines, "\n")
	for (i = 1; i < number; i++) {
		at = match(lines[i], /[ \t]if[ \t]/)
		if (!at)
			return constant(sym, lines[i])
		if (holds(substr(lines[i], at + 4)))
			return constant(sym, substr(lines[i], 1, at - 1))
	}
	return ""
}

function constant(sym, word) {
	if (type[sym] == "bool" || type[sym] == "tristate")
		return letter(holds(word))
	return text(word)
}

function decide(sym,    limit, shown, got, low) {
	limit = holds(depends[sym])
	shown = prompt[sym] == "" ? 0 : holds(prompt[sym])
	if (shown > limit)
		shown = limit
	visible[sym] = shown
	got = shown && (sym in user) ? limited(sym, user[sym], shown) : mode == "allnoconfig" && shown ? "n" : limited(sym, first_default(sym), limit)
	low = forced[sym]
	if (low && (low == 2 || got == "n"))
		got = limited(sym, letter(low), 2)
	return got
}

# What selects what, from the values of the last round.
function select_all(    i, sym, lines, number, j, at, target, strength) {
	split("", forced)
	for (i = 1; i <= count; i++) {
		sym = order[i]
		strength = value[sym] == "y" ? 2 : value[sym] == "m" ? 1 : 0
		number = split(selects[sym], lines, "\n")
		for (j = 1; j < number && strength; j++) {
			at = match(lines[j], /[ \t]if[ \t]/)
			target = at ? substr(lines[j], 1, at - 1) : lines[j]
			if ((!at || holds(substr(lines[j], at + 4))) && forced[target] < strength)
				forced[target] = strength
		}
	}
}

function read_user(    line, parts) {
	while ((getline line < given) > 0) {
		if (line ~ /^# CONFIG_[A-Za-z0-9_]+ is not set/) {
			split(line, parts, " ")
			user[substr(parts[2], 8)] = "n"
		} else if (line ~ /^CONFIG_[A-Za-z0-9_]+=/) {
			match(line, "=")
			parts[2] = substr(line, RSTART + 1)
			gsub(/"/, "", parts[2])
			user[substr(line, 8, RSTART - 8)] = parts[2]
		}
	}
	close(given)
}

function put(sym, got,    quoted) {
	if (type[sym] == "string") {
		quoted = "\"" got "\""
	} else
		quoted = got
	if (got == "n" || (got == "" && type[sym] != "string")) {
		if (visible[sym])
			print "# CONFIG_" sym " is not set" > new
		return
	}
	print "CONFIG_" sym "=" quoted > new
	print "CONFIG_" sym "=" got > (new ".auto")
	print "#define CONFIG_" sym (got == "m" ? "_MODULE 1" : got == "y" ? " 1" : " " quoted) > (new ".h")
}

BEGIN {
	parse(ARGV[1])
	read_user()
	for (rounds = 0; rounds < 50; rounds++) {
		changed = 0
		select_all()
		for (i = 1; i <= count; i++) {
			got = decide(order[i])
			if (got != value[order[i]])
				changed = 1
			value[order[i]] = got
		}
		if (!changed)
			break
	}
	for (i = 1; i <= count && mode == "syncconfig"; i++)
		if (visible[order[i]] && !(order[i] in user)) {
			print "Support for " order[i] " (" order[i] ") [N/y/?] (NEW) " > "/dev/stderr"
			print "Error in reading or end of file." > "/dev/stderr"
			exit 1
		}
	print "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/" arch " Kernel Configuration\n#" > new
	print "#\n# Automatically generated file; DO NOT EDIT.\n#" > (new ".auto")
	print "/* Automatically generated file; DO NOT EDIT. */" > (new ".h")
	for (i = 1; i <= count; i++)
		put(order[i], value[order[i]])
	exit 0
}
