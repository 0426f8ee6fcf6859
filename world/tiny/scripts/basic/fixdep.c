// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Turn what the compiler says about dependencies into a file that make includes: fixdep DEPFILE TARGET COMMAND
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	static char word[4096];
	FILE *file;
	int first = 1;

	if (argc != 4 || !(file = fopen(argv[1], "r"))) {
		fprintf(stderr, "fixdep: cannot read %s\n", argc > 1 ? argv[1] : "");
		return 2;
	}
	printf("savedcmd_%s := ", argv[2]);
	for (const char *at = argv[3]; *at; at++)
		printf(*at == '$' ? "$$" : *at == '#' ? "\\#" : "%c", *at);
	printf("\n\n");
	while (fscanf(file, "%4095s", word) == 1) {
		if (word[strlen(word) - 1] == ':' || !strcmp(word, "\\"))
			continue;
		if (first)
			printf("source_%s := %s\n\ndeps_%s := \\\n", argv[2], word, argv[2]);
		else
			printf("  %s \\\n", word);
		first = 0;
	}
	fclose(file);
	printf("\n%s: $(deps_%s)\n\n$(deps_%s):\n", argv[2], argv[2], argv[2]);
	return 0;
}
