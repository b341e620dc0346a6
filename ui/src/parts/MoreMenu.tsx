import { Button, Menu } from "@mantine/core";
import { Ellipsis } from "lucide-react";
import type { ReactNode } from "react";
import { texts } from "../texts/index.ts";
import { atOnce } from "./at-once.ts";
import classes from "./MoreMenu.module.css";

/** What a page or a row can do besides its buttons. Children are `Menu.Item`s. */
export function MoreMenu({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <Menu
      position="bottom-end"
      shadow="none"
      transitionProps={atOnce}
      classNames={{
        dropdown: classes.dropdown ?? "",
        item: classes.item ?? "",
        itemSection: classes.section ?? "",
        label: classes.label ?? "",
        divider: classes.divider ?? "",
      }}
    >
      <Menu.Target>
        <Button aria-label={label ?? texts.parts.more} className={classes.button ?? ""}>
          <Ellipsis size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
